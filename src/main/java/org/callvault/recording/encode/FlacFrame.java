package org.callvault.recording.encode;

/**
 * Encodes frames of FLAC (RFC 9639, section 9).
 *
 * <pre>
 *  sync (15) 0 | block size (4) rate (4) | channels-1 (4) width (3) 0 | number (8..56) | [block size-1 (16)] | CRC-8
 *  for each channel: 0 type (6) 0 | samples that start it | residuals                      sections 9.2, 9.2.7
 *  zeros to a whole byte | CRC-16
 * </pre>
 */
final class FlacFrame {
    private static final int SYNC_FIXED_BLOCKS = 0xFFF8;
    private static final int SIZE_4096 = 0b1100;
    private static final int SIZE_FOLLOWS = 0b0111;
    private static final int RATE_AS_STREAMINFO = 0;
    private static final int WIDTH_16 = 0b100;
    private static final int SAMPLE_BITS = 16;
    private static final int FIXED = 0b001000;
    private static final int CONSTANT = 0;
    private static final int MOST_ORDER = 4;
    private static final int MOST_PARTITIONS = 6;
    private static final int MOST_RICE = 14;

    private static final Crc CRC_8 = new Crc(8, 0x07);
    private static final Crc CRC_16 = new Crc(16, 0x8005);

    private final Bits bits = new Bits();
    private final int[][] residuals = new int[MOST_ORDER + 1][FlacFile.BLOCK];

    /** The bytes are valid until the next call. */
    Bits encode(int[][] channels, int count, long number) {
        bits.clear();
        boolean whole = count == FlacFile.BLOCK;
        bits.put(SYNC_FIXED_BLOCKS, 16).put(whole ? SIZE_4096 : SIZE_FOLLOWS, 4).put(RATE_AS_STREAMINFO, 4);
        bits.put(channels.length - 1, 4).put(WIDTH_16, 3).put(0, 1);
        number(number);
        if (!whole) {
            bits.put(count - 1, 16);
        }
        bits.put(CRC_8.of(bits.array(), bits.length()), 8);
        for (int[] channel : channels) {
            subframe(channel, count);
        }
        bits.align();
        bits.put(CRC_16.of(bits.array(), bits.length()), 16);
        return bits;
    }

    /** As UTF-8 writes numbers, and on beyond it (section 9.1.5). */
    private void number(long value) {
        if (value < 0x80) {
            bits.put(value, 8);
            return;
        }
        int more = 1;
        while (value >>> (6 * more) >= 1L << (6 - more)) {
            more++;
        }
        bits.put(((0xFF << (7 - more)) & 0xFF) | (int) (value >>> (6 * more)), 8);
        for (int left = more - 1; left >= 0; left--) {
            bits.put(0x80 | ((value >>> (6 * left)) & 0x3F), 8);
        }
    }

    private void subframe(int[] samples, int count) {
        if (isConstant(samples, count)) {
            bits.put(CONSTANT, 8).put(samples[0], SAMPLE_BITS);
            return;
        }
        int order = bestOrder(samples, count);
        bits.put((long) (FIXED | order) << 1, 8);
        for (int i = 0; i < order; i++) {
            bits.put(samples[i], SAMPLE_BITS);
        }
        residuals(residuals[order], order, count);
    }

    private static boolean isConstant(int[] samples, int count) {
        for (int i = 1; i < count; i++) {
            if (samples[i] != samples[0]) {
                return false;
            }
        }
        return true;
    }

    /** Each order's residuals are the differences of those of the one before (section 9.2.5). */
    private int bestOrder(int[] samples, int count) {
        System.arraycopy(samples, 0, residuals[0], 0, count);
        int best = 0;
        long least = size(residuals[0], 0, count);
        for (int order = 1; order <= Math.min(MOST_ORDER, count - 1); order++) {
            int[] before = residuals[order - 1];
            int[] now = residuals[order];
            for (int i = count - 1; i >= order; i--) {
                now[i] = before[i] - before[i - 1];
            }
            long size = size(now, order, count);
            if (size < least) {
                least = size;
                best = order;
            }
        }
        return best;
    }

    private static long size(int[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs((long) values[i]);
        }
        return sum;
    }

    /** In as many partitions as make them smallest, each with a Rice parameter of its own (section 9.2.7). */
    private void residuals(int[] values, int order, int count) {
        int best = 0;
        long least = cost(values, order, count, 0);
        for (int partitions = 1; partitions <= MOST_PARTITIONS; partitions++) {
            if (count % (1 << partitions) == 0 && count >> partitions > order) {
                long cost = cost(values, order, count, partitions);
                if (cost < least) {
                    least = cost;
                    best = partitions;
                }
            }
        }
        bits.put(0, 2).put(best, 4);
        int length = count >> best;
        for (int partition = 0; partition < 1 << best; partition++) {
            int from = Math.max(order, partition * length);
            int to = (partition + 1) * length;
            int parameter = parameter(folded(values, from, to), to - from);
            bits.put(parameter, 4);
            for (int i = from; i < to; i++) {
                int folded = fold(values[i]);
                bits.unary(folded >>> parameter);
                bits.put(folded, parameter);
            }
        }
    }

    private static long cost(int[] values, int order, int count, int partitions) {
        int length = count >> partitions;
        long cost = 0;
        for (int partition = 0; partition < 1 << partitions; partition++) {
            int from = Math.max(order, partition * length);
            int to = (partition + 1) * length;
            long sum = folded(values, from, to);
            cost += 4 + cost(sum, to - from, parameter(sum, to - from));
        }
        return cost;
    }

    private static long folded(int[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += fold(values[i]);
        }
        return sum;
    }

    /** 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
    private static int fold(int value) {
        return (value << 1) ^ (value >> 31);
    }

    private static int parameter(long sum, int count) {
        int best = 0;
        for (int parameter = 1; parameter <= MOST_RICE; parameter++) {
            if (cost(sum, count, parameter) < cost(sum, count, best)) {
                best = parameter;
            }
        }
        return best;
    }

    /** Bits, nearly: what each value's lower bits round away is not counted. */
    private static long cost(long sum, int count, int parameter) {
        return (long) count * (parameter + 1) + (sum >> parameter);
    }
}
