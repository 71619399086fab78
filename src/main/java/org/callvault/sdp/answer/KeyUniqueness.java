package org.callvault.sdp.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/** Guards against a two-time pad: a key of ours is used for one stream, in one direction (RFC 4568, sections 6.1 and 7.1.2). */
final class KeyUniqueness {
    private KeyUniqueness() {}

    static void check(AnswerPlan plan, Map<Integer, LocalMedia> localByIndex) {
        List<byte[]> used = new ArrayList<>();
        try {
            for (Accepted accepted : plan.accepted()) {
                SrtpKeyParams remote = accepted.remoteKeys();
                if (remote != null) {
                    remote.keys().forEach(key -> remember(used, key));
                }
            }
            for (Accepted accepted : plan.accepted()) {
                LocalMedia local = localByIndex.get(accepted.offered().index());
                if (accepted.suite() != null && local != null && !remember(used, local.localKey())) {
                    throw new IllegalArgumentException("an SRTP key is used twice");
                }
            }
        } finally {
            used.forEach(key -> Arrays.fill(key, (byte) 0));
        }
    }

    /** False if the key was there before. */
    private static boolean remember(List<byte[]> used, @Nullable SrtpMasterKey key) {
        if (key == null) {
            return true;
        }
        byte[] bytes = key.keyAndSalt();
        boolean fresh = used.stream().noneMatch(before -> Arrays.equals(before, bytes));
        used.add(bytes);
        return fresh;
    }
}
