package org.callvault.dtls;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/**
 * The keys in what the handshake exports (RFC 5764, section 4.2):
 *
 * <pre>
 *   client_write_SRTP_master_key | server_write_SRTP_master_key | client salt | server salt
 * </pre>
 */
final class KeyExport {
    private KeyExport() {}

    static DtlsKeys export(TlsContext context, SrtpProfile profile, byte[] mki) {
        SrtpSuite suite = profile.suite();
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * suite.keyAndSaltLength());
        try {
            return split(material, suite, mki, context.isServer());
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    static DtlsKeys split(byte[] material, SrtpSuite suite, byte[] mki, boolean server) {
        SrtpKeyParams client = params(material, suite, mki, 0);
        SrtpKeyParams other = params(material, suite, mki, 1);
        return server ? new DtlsKeys(client, other) : new DtlsKeys(other, client);
    }

    private static SrtpKeyParams params(byte[] material, SrtpSuite suite, byte[] mki, int side) {
        byte[] keyAndSalt = new byte[suite.keyAndSaltLength()];
        int key = suite.keyLength();
        int salt = suite.saltLength();
        System.arraycopy(material, side * key, keyAndSalt, 0, key);
        System.arraycopy(material, 2 * key + side * salt, keyAndSalt, key, salt);
        try (SrtpMasterKey master = SrtpMasterKey.of(suite, keyAndSalt)) {
            return SrtpKeyParams.of(List.of(master), List.of(mki), 0);
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
        }
    }
}
