package org.callvault.srtp;

/** 32-bit words in network order. */
final class Words {
    static final int E_FLAG = 0x80000000;

    private Words() {}

    static int read(byte[] bytes, int at) {
        return (bytes[at] << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }

    static void write(byte[] bytes, int at, int word) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (word >>> (24 - 8 * i));
        }
    }

    /** Mixes the word into what is there. */
    static void xor(byte[] bytes, int at, int word) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] ^= (byte) (word >>> (24 - 8 * i));
        }
    }
}
