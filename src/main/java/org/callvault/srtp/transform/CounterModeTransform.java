package org.callvault.srtp.transform;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** AES in counter mode and HMAC-SHA1 (RFC 3711, sections 4.1.1 and 4.2; RFC 6188 for the larger keys). */
public final class CounterModeTransform implements PacketTransform {
    public static final int AUTH_KEY_LENGTH = 20;
    private static final int RTCP_FIXED = 8;
    private static final int TRAILER = 4;

    private final CounterKeystream cipher;
    private final HmacSha1 mac;
    private final int tagLength;
    private final byte[] tag = new byte[HmacSha1.LENGTH];
    private long saltHigh;
    private long saltLow;

    /** Wipes key, salt and authKey; a salt has 14 bytes. */
    public CounterModeTransform(byte[] key, byte[] salt, byte[] authKey, int tagLength) {
        this.cipher = new CounterKeystream(key);
        this.mac = HmacSha1.of(authKey);
        this.tagLength = tagLength;
        ByteBuffer shifted =
                ByteBuffer.allocate(2 * Long.BYTES).put(salt).flip().limit(2 * Long.BYTES);
        this.saltHigh = shifted.getLong();
        this.saltLow = shifted.getLong();
        Arrays.fill(shifted.array(), (byte) 0);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(authKey, (byte) 0);
    }

    @Override
    public int openRtp(byte[] buffer, int offset, int length, int mki, int header, int ssrc, long index) {
        int plain = length - tagLength - mki;
        mac.compute(buffer, offset, plain, roc(index), tag);
        if (!hasTag(buffer, offset + length - tagLength)) {
            return -1;
        }
        crypt(buffer, offset + header, plain - header, ssrc, index);
        return plain;
    }

    @Override
    public int sealRtp(byte[] buffer, int offset, int length, byte[] mki, int header, int ssrc, long index) {
        crypt(buffer, offset + header, length - header, ssrc, index);
        mac.compute(buffer, offset, length, roc(index), tag);
        return append(buffer, offset, length, mki);
    }

    @Override
    public int openRtcp(byte[] buffer, int offset, int length, int mki) {
        int plain = length - tagLength - mki - TRAILER;
        mac.compute(buffer, offset, plain + TRAILER, tag);
        if (!hasTag(buffer, offset + length - tagLength)) {
            return -1;
        }
        int trailer = Words.read(buffer, offset + plain);
        if ((trailer & Words.E_FLAG) != 0) {
            int ssrc = Words.read(buffer, offset + 4);
            crypt(buffer, offset + RTCP_FIXED, plain - RTCP_FIXED, ssrc, trailer & ~Words.E_FLAG);
        }
        return plain;
    }

    @Override
    public int sealRtcp(byte[] buffer, int offset, int length, byte[] mki, int index) {
        crypt(buffer, offset + RTCP_FIXED, length - RTCP_FIXED, Words.read(buffer, offset + 4), index);
        Words.write(buffer, offset + length, Words.E_FLAG | index);
        mac.compute(buffer, offset, length + TRAILER, tag);
        return append(buffer, offset, length + TRAILER, mki);
    }

    private int append(byte[] buffer, int offset, int length, byte[] mki) {
        System.arraycopy(mki, 0, buffer, offset + length, mki.length);
        System.arraycopy(tag, 0, buffer, offset + length + mki.length, tagLength);
        return length + mki.length + tagLength;
    }

    /** Compared in constant time. */
    private boolean hasTag(byte[] buffer, int at) {
        int different = 0;
        for (int i = 0; i < tagLength; i++) {
            different |= tag[i] ^ buffer[at + i];
        }
        return different == 0;
    }

    /** Encrypts or decrypts in place: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16 (4.1.1). */
    void crypt(byte[] buffer, int offset, int length, int ssrc, long index) {
        cipher.apply(buffer, offset, length, saltHigh ^ Integer.toUnsignedLong(ssrc), saltLow ^ index << 16);
    }

    private static int roc(long index) {
        return (int) (index >>> 16);
    }

    /** Wipes what can be wiped; the session keys inside the JCE objects go with them. */
    @Override
    public void close() {
        saltHigh = 0;
        saltLow = 0;
        cipher.close();
        mac.close();
    }
}
