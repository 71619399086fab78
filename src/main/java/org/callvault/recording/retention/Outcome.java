package org.callvault.recording.retention;

import java.util.List;
import java.util.Locale;

/** What came of an order. */
public sealed interface Outcome {
    /** All that could be done is done; told for each recording. */
    record Done(List<Affected> recordings) implements Outcome {
        public Done {
            recordings = List.copyOf(recordings);
        }
    }

    /** What a second person has to agree to, or has decided. */
    record Approving(Approval approval) implements Outcome {}

    /** Nothing was done. */
    record Refused(Why why, String detail) implements Outcome {}

    /** Why nothing was done. */
    enum Why {
        UNKNOWN,
        /** Something stands against it now, such as a hold. */
        CONFLICT,
        /** Not by this person. */
        SAME_PERSON,
        TOO_MANY
    }

    /** For the audit. */
    default String word() {
        return switch (this) {
            case Done _ -> Order.DONE;
            case Approving approving -> approving.approval().state().name().toLowerCase(Locale.ROOT);
            case Refused refused -> "refused: " + refused.detail();
        };
    }

    /**
     * What became of one recording.
     *
     * @param result one word, such as "held"
     * @param detail a sentence where there is more to say, else empty
     */
    record Affected(String recording, String result, String detail) {}
}
