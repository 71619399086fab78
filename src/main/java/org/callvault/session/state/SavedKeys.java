package org.callvault.session.state;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.media.StreamPlan;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/**
 * The keys of a session that goes on: those of its living media. Where there is none, keys that nobody has take their place:
 * what comes is then not taken as if it were in the clear, and waits a moment for the keys that the SRC will name.
 */
final class SavedKeys {
    private final Map<Integer, StreamPlan> living = new HashMap<>();
    private final SecureRandom random;

    SavedKeys(List<StreamPlan> living, SecureRandom random) {
        living.forEach(stream -> this.living.put(stream.index(), stream));
        this.random = random;
    }

    SrtpKeyParams theirs(int index, SrtpSuite suite) {
        return Optional.ofNullable(living.get(index))
                .map(StreamPlan::remoteKeys)
                .filter(keys -> keys.suite() == suite)
                .orElseGet(() -> SrtpKeyParams.of(SrtpMasterKey.generate(suite, random)));
    }

    /** Ours, of each stream that SDES keys. */
    Map<Integer, SrtpMasterKey> ours(AnswerPlan plan) {
        Map<Integer, SrtpMasterKey> keys = new HashMap<>();
        for (Accepted stream : plan.accepted()) {
            SrtpSuite suite = stream.suite();
            if (suite != null) {
                int index = stream.offered().index();
                keys.put(
                        index,
                        Optional.ofNullable(living.get(index))
                                .map(StreamPlan::localKeys)
                                .map(own -> own.keys().getFirst())
                                .orElseGet(() -> SrtpMasterKey.generate(suite, random)));
            }
        }
        return keys;
    }
}
