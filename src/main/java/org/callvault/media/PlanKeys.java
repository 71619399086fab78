package org.callvault.media;

import org.callvault.srtp.SrtpKeyParams;
import org.jspecify.annotations.Nullable;

/** The keys of stream plans: each owner has copies of its own, and wipes them. */
final class PlanKeys {
    private PlanKeys() {}

    /** The plan with keys of our own: the ones that there were, where they have not changed, else copies. */
    static StreamPlan kept(StreamPlan stream, @Nullable StreamPlan before) {
        return stream.withKeys(
                own(stream.remoteKeys(), before == null ? null : before.remoteKeys()),
                own(stream.localKeys(), before == null ? null : before.localKeys()));
    }

    /** For somebody else. */
    static StreamPlan copied(StreamPlan stream) {
        return kept(stream, null);
    }

    /** Wipes the keys that the next plan no longer has. */
    static void forget(StreamPlan stream, @Nullable StreamPlan next) {
        forget(stream.remoteKeys(), next == null ? null : next.remoteKeys());
        forget(stream.localKeys(), next == null ? null : next.localKeys());
    }

    private static @Nullable SrtpKeyParams own(@Nullable SrtpKeyParams key, @Nullable SrtpKeyParams old) {
        if (key == null) {
            return null;
        }
        return old != null && old.sameAs(key) ? old : key.copy();
    }

    private static void forget(@Nullable SrtpKeyParams key, @Nullable SrtpKeyParams kept) {
        if (key != null && key != kept) {
            key.close();
        }
    }
}
