package org.callvault.recording.seal;

import java.io.InputStream;
import java.security.Key;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientOperator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipient;
import org.bouncycastle.operator.InputDecryptor;

/** Takes the content's key out of Bouncy Castle, which otherwise decrypts the content itself, and all of it in memory. */
final class UnwrappedKey {
    private byte[] key = new byte[0];

    Recipient transported(PrivateKey of) {
        JceKeyTransRecipient recipient = new JceKeyTransRecipient(of) {
            @Override
            public RecipientOperator getRecipientOperator(
                    AlgorithmIdentifier wrapping, AlgorithmIdentifier content, byte[] wrapped) throws CMSException {
                return take(extractSecretKey(wrapping, content, wrapped), content);
            }
        };
        return recipient.setProvider(Recipients.PROVIDER);
    }

    Recipient agreed(PrivateKey of) {
        JceKeyAgreeRecipient recipient = new JceKeyAgreeRecipient(of) {
            @Override
            public RecipientOperator getRecipientOperator(
                    AlgorithmIdentifier wrapping,
                    AlgorithmIdentifier content,
                    SubjectPublicKeyInfo sender,
                    ASN1OctetString material,
                    byte[] wrapped)
                    throws CMSException {
                return take(extractSecretKey(wrapping, content, sender, material, wrapped), content);
            }
        };
        return recipient.setProvider(Recipients.PROVIDER);
    }

    private RecipientOperator take(Key found, AlgorithmIdentifier content) {
        key = found.getEncoded();
        return new RecipientOperator(new InputDecryptor() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return content;
            }

            @Override
            public InputStream getInputStream(InputStream encrypted) {
                return encrypted;
            }
        });
    }

    byte[] bytes() {
        return key;
    }
}
