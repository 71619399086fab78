package org.callvault.srtp.transform;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Whether tags are computed over the JDK's SHA-1 compression directly; decided once, by a trial against the usual way. */
public final class Sha1Acceleration {
    /** Longer than every packet of sound, with all positions in a block. */
    private static final int LONGEST = 256;

    private static final Optional<String> PROBLEM = trial();

    private Sha1Acceleration() {}

    /** Why it is not; empty where it is. */
    public static Optional<String> problem() {
        return PROBLEM;
    }

    private static Optional<String> trial() {
        SplittableRandom random = new SplittableRandom(3711);
        byte[] key = new byte[HmacSha1.LENGTH];
        byte[] text = new byte[LONGEST];
        random.nextBytes(key);
        random.nextBytes(text);
        try (HmacSha1 fast = new CompressedHmacSha1(key);
                HmacSha1 usual = new CopiedHmacSha1(key)) {
            for (int length = 0; length < LONGEST; length++) {
                if (differs(fast, usual, text, length, random.nextInt())) {
                    return Optional.of("its trial gave another tag");
                }
            }
            return Optional.empty();
        } catch (LinkageError | RuntimeException closed) {
            return Optional.of("the JDK does not open its SHA-1; callvault's launcher passes the option for it");
        }
    }

    private static boolean differs(HmacSha1 fast, HmacSha1 usual, byte[] text, int length, int word) {
        byte[] one = new byte[HmacSha1.LENGTH];
        byte[] other = new byte[HmacSha1.LENGTH];
        fast.compute(text, 0, length, one);
        usual.compute(text, 0, length, other);
        if (!Arrays.equals(one, other)) {
            return true;
        }
        fast.compute(text, 0, length, word, one);
        usual.compute(text, 0, length, word, other);
        return !Arrays.equals(one, other);
    }
}
