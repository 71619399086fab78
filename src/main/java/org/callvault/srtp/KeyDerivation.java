package org.callvault.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.srtp.transform.AeadTransform;
import org.callvault.srtp.transform.CounterModeTransform;
import org.callvault.srtp.transform.PacketTransform;

/** Session keys from a master key (RFC 3711, section 4.3); the PRF has the master key's size (RFC 6188, section 3). */
final class KeyDerivation {
    static final int RTP_CIPHER = 0;
    static final int RTP_AUTH = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_CIPHER = 3;

    private KeyDerivation() {}

    /** The first {@code length} bytes of AES-CM under the master key with x = (label * 2^48 + period) XOR salt (4.3.1, 4.3.3). */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, long period, int length) {
        byte[] iv = Arrays.copyOf(masterSalt, 16);
        iv[7] ^= (byte) label;
        for (int i = 0; i < 6; i++) {
            iv[8 + i] ^= (byte) (period >>> (40 - 8 * i));
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }

    /**
     * What a master key does to packets.
     *
     * @param firstLabel {@link #RTP_CIPHER} or {@link #RTCP_CIPHER}; the next two are the authentication key's and the salt's
     * @param period index DIV key derivation rate, 0 where keys are derived once
     */
    static PacketTransform transform(SrtpMasterKey master, int firstLabel, long period) {
        SrtpSuite suite = master.suite();
        byte[] keyAndSalt = master.keyAndSalt();
        byte[] key = Arrays.copyOf(keyAndSalt, suite.keyLength());
        byte[] salt = Arrays.copyOfRange(keyAndSalt, suite.keyLength(), keyAndSalt.length);
        try {
            byte[] sessionKey = derive(key, salt, firstLabel, period, suite.keyLength());
            byte[] sessionSalt = derive(key, salt, firstLabel + 2, period, suite.saltLength());
            if (suite.isAead()) {
                return new AeadTransform(sessionKey, sessionSalt);
            }
            byte[] authKey = derive(key, salt, firstLabel + 1, period, CounterModeTransform.AUTH_KEY_LENGTH);
            int tagLength = firstLabel == RTP_CIPHER ? suite.rtpTagLength() : suite.rtcpTagLength();
            return new CounterModeTransform(sessionKey, sessionSalt, authKey, tagLength);
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
            Arrays.fill(key, (byte) 0);
            Arrays.fill(salt, (byte) 0);
        }
    }
}
