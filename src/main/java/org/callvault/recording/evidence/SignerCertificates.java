package org.callvault.recording.evidence;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;

/** The certificates that come with a signature, for people to look at; nothing is checked. */
public final class SignerCertificates {
    private SignerCertificates() {}

    /** Empty where it is no signature. */
    public static List<X509Certificate> in(byte[] signature) {
        try {
            List<X509Certificate> found = new ArrayList<>();
            for (X509CertificateHolder each :
                    new CMSSignedData(signature).getCertificates().getMatches(null)) {
                found.add(new JcaX509CertificateConverter().getCertificate(each));
            }
            return found;
        } catch (CMSException | CertificateException | RuntimeException unreadable) {
            return List.of();
        }
    }
}
