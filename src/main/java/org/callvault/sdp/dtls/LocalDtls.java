package org.callvault.sdp.dtls;

import org.callvault.dtls.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * What our m-line says of our end of a DTLS association.
 *
 * @param tlsId null where the offer had none (RFC 8842, section 5.3)
 */
public record LocalDtls(
        Fingerprint fingerprint, Setup setup, @Nullable String tlsId) {
    /** The same with another role. */
    public LocalDtls with(Setup another) {
        return new LocalDtls(fingerprint, another, tlsId);
    }

    /** The same under another name, which is another association (RFC 8842, section 4). */
    public LocalDtls named(String another) {
        return new LocalDtls(fingerprint, setup, another);
    }

    /** Its attribute lines. */
    public String lines() {
        String own = "a=fingerprint:" + fingerprint.text() + "\r\na=setup:" + setup.text() + "\r\n";
        return tlsId == null ? own : own + "a=tls-id:" + tlsId + "\r\n";
    }
}
