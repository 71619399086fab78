package org.callvault.recording.store.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.callvault.security.PemCredentials;

/** Trust in the certificates of a file, and in no others. */
final class CustomTrust {
    private CustomTrust() {}

    static TrustManager[] of(Path ca) throws IOException {
        try {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            int number = 0;
            for (X509Certificate certificate : PemCredentials.certificates(ca)) {
                anchors.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + ca + " cannot be used: " + e.getMessage(), e);
        }
    }
}
