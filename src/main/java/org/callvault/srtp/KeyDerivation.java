package org.callvault.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Session keys from a master key (RFC 3711, section 4.3), with a key derivation rate of zero. */
final class KeyDerivation {
    static final int RTP_CIPHER = 0;
    static final int RTP_AUTH = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_CIPHER = 3;
    static final int RTCP_AUTH = 4;
    static final int RTCP_SALT = 5;

    private KeyDerivation() {}

    /** The first {@code length} bytes of AES-CM under the master key with x = label * 2^48 XOR salt (4.3.1, 4.3.3). */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
        byte[] iv = Arrays.copyOf(masterSalt, 16);
        iv[7] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
    }
}
