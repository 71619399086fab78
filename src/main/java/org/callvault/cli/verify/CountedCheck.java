package org.callvault.cli.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.src.CountedPayload;
import org.callvault.cli.src.CountedPayload.Count;

/**
 * What counted packets a channel holds.
 *
 * @param stream whose packets they are, -1 where none was found
 * @param found packets that are whole
 * @param missing ranges of counters between 0 and the highest that are not there, as "3" or "5-9"
 * @param repeated packets that are there more than once
 * @param altered places where neither a whole packet nor silence is
 * @param foreign packets of another stream
 */
public record CountedCheck(int stream, int found, List<String> missing, int repeated, int altered, int foreign) {
    private static final byte ULAW_SILENCE = (byte) 0xff;
    private static final byte ALAW_SILENCE = (byte) 0xd5;

    public boolean clean() {
        return found > 0 && missing.isEmpty() && repeated == 0 && altered == 0 && foreign == 0;
    }

    /** Reads a channel of G.711 samples. */
    public static CountedCheck of(byte[] channel) {
        Tally tally = new Tally();
        int at = 0;
        while (at < channel.length) {
            Optional<Count> count = CountedPayload.groupAt(channel, at);
            if (count.isPresent()) {
                at = tally.frame(channel, at, count.get());
            } else {
                tally.other(channel[at]);
                at++;
            }
        }
        return tally.result();
    }

    /** Counts while a channel is read. */
    private static final class Tally {
        private final BitSet seen = new BitSet();
        private int stream = -1;
        private int repeated;
        private int altered;
        private int foreign;
        private boolean inDamage;

        /** A frame counts when it is whole; returns where to go on. */
        int frame(byte[] channel, int at, Count count) {
            int end = at + CountedPayload.FRAME;
            byte[] whole = CountedPayload.frame(count.stream(), count.counter());
            if (end > channel.length || !java.util.Arrays.equals(channel, at, end, whole, 0, whole.length)) {
                other((byte) 0);
                return at + 8;
            }
            inDamage = false;
            stream = stream < 0 ? count.stream() : stream;
            if (count.stream() != stream) {
                foreign++;
            } else if (seen.get(count.counter())) {
                repeated++;
            } else {
                seen.set(count.counter());
            }
            return end;
        }

        void other(byte sample) {
            boolean damage = sample != ULAW_SILENCE && sample != ALAW_SILENCE;
            if (damage && !inDamage) {
                altered++;
            }
            inDamage = damage;
        }

        CountedCheck result() {
            List<String> missing = new ArrayList<>();
            for (int from = seen.nextClearBit(0); from < seen.length(); ) {
                int to = seen.nextSetBit(from);
                missing.add(to - 1 == from ? Integer.toString(from) : from + "-" + (to - 1));
                from = seen.nextClearBit(to);
            }
            return new CountedCheck(stream, seen.cardinality(), missing, repeated, altered, foreign);
        }
    }
}
