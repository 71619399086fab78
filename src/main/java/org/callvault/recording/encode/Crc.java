package org.callvault.recording.encode;

/** Check sums of polynomials whose highest power comes first, without an initial value. */
final class Crc {
    private final int bits;
    private final int[] table = new int[256];

    /**
     * A check sum of so many bits.
     *
     * @param polynomial without its highest power
     */
    Crc(int bits, int polynomial) {
        this.bits = bits;
        for (int value = 0; value < table.length; value++) {
            int rest = value << (Integer.SIZE - Byte.SIZE);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                rest = (rest << 1) ^ (rest < 0 ? polynomial << (Integer.SIZE - bits) : 0);
            }
            table[value] = rest;
        }
    }

    int of(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum = (sum << Byte.SIZE) ^ table[((sum >>> (Integer.SIZE - Byte.SIZE)) ^ bytes[i]) & 0xFF];
        }
        return sum >>> (Integer.SIZE - bits);
    }
}
