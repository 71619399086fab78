package org.callvault.recording.export;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObjectJSON;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.RecordingJson;
import org.callvault.security.PemCredentials;

/**
 * A vCon in its signed form (section 5.2 of the draft): JWS in general JSON serialisation (RFC 7515, 7.2.1), with the chain of
 * certificates in x5c. The whole header is protected.
 */
public final class SignedVCon {
    private SignedVCon() {}

    /**
     * Signs with RS256 or, for keys on P-256, P-384 and P-521, ES256, ES384 and ES512.
     *
     * @throws IOException if the key is of another kind
     */
    public static byte[] of(VCon vcon, PemCredentials signer) throws IOException {
        try {
            List<Base64> chain = new ArrayList<>();
            for (X509Certificate each : signer.chain()) {
                chain.add(Base64.encode(each.getEncoded()));
            }
            JWSSigner with = signer(signer.key());
            JWSAlgorithm algorithm = algorithm(signer.key());
            JWSObjectJSON signed = new JWSObjectJSON(new Payload(RecordingJson.write(vcon)));
            signed.sign(new JWSHeader.Builder(algorithm).x509CertChain(chain).build(), with);
            return (signed.serializeGeneral() + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException | CertificateEncodingException e) {
            throw new IOException("the vCon cannot be signed: " + e.getMessage(), e);
        }
    }

    private static JWSSigner signer(PrivateKey key) throws JOSEException {
        return key instanceof ECPrivateKey curve ? new ECDSASigner(curve) : new RSASSASigner(key);
    }

    private static JWSAlgorithm algorithm(PrivateKey key) throws JOSEException {
        return key instanceof ECPrivateKey curve
                ? new ECDSASigner(curve).supportedJWSAlgorithms().iterator().next()
                : JWSAlgorithm.RS256;
    }
}
