package org.callvault.recording.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.callvault.rtp.Ssrc;

/**
 * Places sources of one clock to each other by what their sender reports say (RFC 3550, section 6.4.1), instead of by when
 * their first packets happened to arrive. Sources have one clock where they have one canonical name (section 6.5.1).
 *
 * <p>How far that clock is from this recorder's, delay of the network included, is what the least delayed of them shows;
 * all of them take it. A source whose reports would move it further than network and sweep can explain is not believed,
 * and stays where its arrivals put it.
 */
public final class SharedClocks {
    static final long MOST_MICROS = 500_000;

    private final Map<String, List<Epoch>> byName = new LinkedHashMap<>();

    /** Adds a stream whose packets have all been seen. */
    public void add(StreamSurvey survey, Function<Ssrc, Optional<String>> nameOf) {
        for (Epoch epoch : survey.epochs()) {
            if (epoch.reportedAnchor().isPresent()) {
                nameOf.apply(epoch.ssrc()).ifPresent(name -> byName.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(epoch));
            }
        }
    }

    public void align() {
        byName.values().forEach(SharedClocks::align);
    }

    private static void align(List<Epoch> epochs) {
        long behind = epochs.stream()
                .mapToLong(
                        epoch -> epoch.anchorMicros() - epoch.reportedAnchor().orElseThrow())
                .min()
                .orElse(0);
        for (Epoch epoch : epochs) {
            long aligned = epoch.reportedAnchor().orElseThrow() + behind;
            if (epoch.anchorMicros() - aligned <= MOST_MICROS) {
                epoch.anchor(aligned);
            }
        }
    }
}
