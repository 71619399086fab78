package org.callvault.recording.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInformation;
import org.callvault.security.PemCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Private keys that open sealed files. A class without accessors: keys must not be printed by a generated {@code toString}.
 */
public final class ReaderKey {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final List<PrivateKey> keys;

    private ReaderKey(List<PrivateKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** One private key. */
    public static ReaderKey of(PrivateKey key) {
        return new ReaderKey(List.of(key));
    }

    /**
     * Reads all private keys of a PKCS#12 file ({@code .p12} or {@code .pfx}), or the one of a PEM file.
     *
     * @param password of a PKCS#12 file, or of encrypted PKCS#8
     * @throws IOException with what is wrong and how to mend it
     */
    public static ReaderKey load(Path file, Optional<char[]> password) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".p12") && !name.endsWith(".pfx")) {
            return of(PemCredentials.privateKey(file, password));
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            char[] secret = password.orElseGet(() -> new char[0]);
            store.load(in, secret);
            List<PrivateKey> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, secret) instanceof PrivateKey key) {
                    keys.add(key);
                }
            }
            if (keys.isEmpty()) {
                throw new IOException(file + " holds no private key");
            }
            return new ReaderKey(keys);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(
                    file + " cannot be opened: " + e.getMessage() + " (CALLVAULT_READER_PASSWORD holds its password)",
                    e);
        }
    }

    /**
     * The same, for a node, which keeps the file beside it: refused when others can read it.
     *
     * @throws IOException also when group or others may read or write it
     */
    public static ReaderKey loadOwn(Path file, Optional<char[]> password) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException("the reader key " + file + " can be read by others: chmod 600 it");
        }
        return load(file, password);
    }

    /** The content's key, wrapped for one of these keys; empty if it is not. */
    Optional<SecretKeySpec> unwrap(byte[] recipients) {
        for (RecipientInformation info : infos(recipients)) {
            for (PrivateKey key : keys) {
                SecretKeySpec found = unwrap(info, key);
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** Another recipient's share is of another kind, or does not unwrap: OAEP and key wrap tell. */
    private static @Nullable SecretKeySpec unwrap(RecipientInformation info, PrivateKey key) {
        boolean agreed = info instanceof KeyAgreeRecipientInformation;
        if (agreed == key.getAlgorithm().equals("RSA")) {
            return null;
        }
        UnwrappedKey taken = new UnwrappedKey();
        Recipient recipient = agreed ? taken.agreed(key) : taken.transported(key);
        try {
            info.getContent(recipient);
            byte[] bytes = taken.bytes();
            return bytes.length == 32 ? new SecretKeySpec(bytes, "AES") : null;
        } catch (CMSException | RuntimeException notForThisKey) {
            return null;
        }
    }

    /** Bouncy Castle reads recipients in an envelope only; this one is empty. */
    private static List<RecipientInformation> infos(byte[] recipients) {
        try {
            EncryptedContentInfo nothing = new EncryptedContentInfo(
                    CMSObjectIdentifiers.data,
                    new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM),
                    new DEROctetString(new byte[0]));
            EnvelopedData enveloped = new EnvelopedData(null, ASN1Set.getInstance(recipients), nothing, (ASN1Set) null);
            ContentInfo content = new ContentInfo(CMSObjectIdentifiers.envelopedData, enveloped);
            return List.copyOf(new CMSEnvelopedData(content).getRecipientInfos().getRecipients());
        } catch (CMSException | RuntimeException unreadable) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return "ReaderKey[" + keys.size() + " hidden]";
    }
}
