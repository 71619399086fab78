package org.callvault.cli.reconcile;

import java.time.Duration;
import java.util.List;

/** What became of one call record, or of one recording. */
sealed interface Outcome {
    /** In the order in which people look at them. */
    enum Kind {
        LOST,
        SHORT,
        AMBIGUOUS,
        EXTRA,
        MATCHED
    }

    Kind kind();

    /** A record without a recording. */
    record Lost(CallRecord record) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }
    }

    /**
     * A record whose recordings hold less than it.
     *
     * @param covered what both sides were recorded of it
     * @param by how the recordings were found
     */
    record Cut(CallRecord record, List<KeptCall> recordings, Duration covered, String by, String why)
            implements Outcome {
        @Override
        public Kind kind() {
            return Kind.SHORT;
        }
    }

    /** A record that several recordings fit equally well. */
    record Ambiguous(CallRecord record, List<KeptCall> candidates) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.AMBIGUOUS;
        }
    }

    /** A recording without a record. */
    record Extra(KeptCall recording) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.EXTRA;
        }
    }

    /** A record that was recorded whole; the same as with {@link Cut}. */
    record Matched(CallRecord record, List<KeptCall> recordings, Duration covered, String by) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.MATCHED;
        }
    }
}
