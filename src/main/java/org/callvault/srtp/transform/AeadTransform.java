package org.callvault.srtp.transform;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES in Galois/counter mode (RFC 7714): what is not encrypted is authenticated as associated data. */
public final class AeadTransform implements PacketTransform {
    private static final int TAG = 16;
    private static final int RTCP_FIXED = 8;
    private static final int TRAILER = 4;

    private final SecretKeySpec cipherKey;
    private final byte[] salt;
    private final Cipher cipher;
    private final byte[] iv = new byte[12];
    private byte[] scratch = new byte[256];

    /** Wipes the key; keeps the salt, of 12 bytes. */
    public AeadTransform(byte[] key, byte[] salt) {
        try {
            this.cipherKey = new SecretKeySpec(key, "AES");
            this.salt = salt;
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in Galois/counter mode", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public int openRtp(byte[] buffer, int offset, int length, int mki, int header, int ssrc, long index) {
        nonce(ssrc, (int) (index >>> 16), (int) index << 16);
        int sealed = length - mki - header;
        return open(buffer, offset, header, null, offset + header, sealed) ? header + sealed - TAG : -1;
    }

    @Override
    public int sealRtp(byte[] buffer, int offset, int length, byte[] mki, int header, int ssrc, long index) {
        nonce(ssrc, (int) (index >>> 16), (int) index << 16);
        seal(buffer, offset, header, null, offset + header, length - header);
        System.arraycopy(mki, 0, buffer, offset + length + TAG, mki.length);
        return length + TAG + mki.length;
    }

    /** Without the E-flag all of the packet is associated data, and only the tag follows it (section 9.3). */
    @Override
    public int openRtcp(byte[] buffer, int offset, int length, int mki) {
        int end = length - mki - TRAILER;
        byte[] trailer = Arrays.copyOfRange(buffer, offset + end, offset + end + TRAILER);
        int word = Words.read(trailer, 0);
        rtcpNonce(Words.read(buffer, offset + 4), word & ~Words.E_FLAG);
        int clear = (word & Words.E_FLAG) != 0 ? RTCP_FIXED : end - TAG;
        return open(buffer, offset, clear, trailer, offset + clear, end - clear) ? end - TAG : -1;
    }

    @Override
    public int sealRtcp(byte[] buffer, int offset, int length, byte[] mki, int index) {
        byte[] trailer = new byte[TRAILER];
        Words.write(trailer, 0, Words.E_FLAG | index);
        rtcpNonce(Words.read(buffer, offset + 4), index);
        seal(buffer, offset, RTCP_FIXED, trailer, offset + RTCP_FIXED, length - RTCP_FIXED);
        System.arraycopy(trailer, 0, buffer, offset + length + TAG, TRAILER);
        System.arraycopy(mki, 0, buffer, offset + length + TAG + TRAILER, mki.length);
        return length + TAG + TRAILER + mki.length;
    }

    /** Decrypts by way of a scratch, so that a forged packet, or one of another key, stays as it came. */
    private boolean open(byte[] buffer, int clearAt, int clear, byte @Nullable [] trailer, int at, int sealed) {
        if (scratch.length < sealed) {
            scratch = new byte[sealed];
        }
        try {
            begin(Cipher.DECRYPT_MODE, buffer, clearAt, clear, trailer);
            int plain = cipher.doFinal(buffer, at, sealed, scratch, 0);
            System.arraycopy(scratch, 0, buffer, at, plain);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Galois/counter mode takes any length", e);
        }
    }

    private void seal(byte[] buffer, int clearAt, int clear, byte @Nullable [] trailer, int at, int length) {
        try {
            begin(Cipher.ENCRYPT_MODE, buffer, clearAt, clear, trailer);
            cipher.doFinal(buffer, at, length, buffer, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Galois/counter mode takes any length, and each nonce once", e);
        }
    }

    private void begin(int mode, byte[] buffer, int clearAt, int clear, byte @Nullable [] trailer)
            throws GeneralSecurityException {
        cipher.init(mode, cipherKey, new GCMParameterSpec(8 * TAG, iv));
        cipher.updateAAD(buffer, clearAt, clear);
        if (trailer != null) {
            cipher.updateAAD(trailer);
        }
    }

    /** 16 zero bits, SSRC, ROC, sequence number; mixed with the salt (section 8.1). */
    private void nonce(int ssrc, int roc, int sequenceHigh) {
        System.arraycopy(salt, 0, iv, 0, iv.length);
        Words.xor(iv, 2, ssrc);
        Words.xor(iv, 6, roc);
        iv[10] ^= (byte) (sequenceHigh >>> 24);
        iv[11] ^= (byte) (sequenceHigh >>> 16);
    }

    /** 16 zero bits, SSRC, 16 zero bits, index; mixed with the salt (section 9.1). */
    private void rtcpNonce(int ssrc, int index) {
        System.arraycopy(salt, 0, iv, 0, iv.length);
        Words.xor(iv, 2, ssrc);
        Words.xor(iv, 8, index);
    }

    /** Wipes what can be wiped; the session key inside the JCE objects goes with them. */
    @Override
    public void close() {
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        Arrays.fill(scratch, (byte) 0);
    }
}
