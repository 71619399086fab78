package org.callvault.recording.contents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.Contributor;
import org.callvault.rtp.Ssrc;
import org.callvault.rtp.rtcp.SourceDescription;

/**
 * Who was heard in one stream. A source that changed its SSRC is known again by its canonical name (RFC 7866, 8.1.3), and
 * those that a mixer put together are told under the mixer's (8.1.5).
 */
public final class StreamSources {
    /** A stream has few of either; a sender who makes them up is not followed for ever. */
    static final int MOST = 256;

    private final Map<Ssrc, Set<Ssrc>> contributors = new LinkedHashMap<>();
    private final Map<Ssrc, String> names = new LinkedHashMap<>();

    void rtp(Ssrc source, List<Ssrc> mixed) {
        Set<Ssrc> known = contributors.get(source);
        if (known == null && contributors.size() < MOST) {
            known = new LinkedHashSet<>();
            contributors.put(source, known);
        }
        if (known != null && known.size() < MOST) {
            known.addAll(mixed);
        }
    }

    /** The last name of a source counts. */
    void named(SourceDescription.Name name) {
        Ssrc source = new Ssrc(name.ssrc());
        if (names.size() < MOST || names.containsKey(source)) {
            names.put(source, name.cname());
        }
    }

    Optional<String> nameOf(Ssrc source) {
        return Optional.ofNullable(names.get(source));
    }

    /** In the order of their first packets; those of one name are one. */
    public List<Manifest.Source> manifest() {
        Map<String, List<Ssrc>> together = new LinkedHashMap<>();
        contributors.keySet().forEach(source -> together.computeIfAbsent(
                        nameOf(source).map("n"::concat).orElse("s" + source), _ -> new ArrayList<>())
                .add(source));
        return together.values().stream().map(this::source).toList();
    }

    private Manifest.Source source(List<Ssrc> ssrcs) {
        Set<Ssrc> mixed = new LinkedHashSet<>();
        ssrcs.forEach(ssrc -> mixed.addAll(contributors.getOrDefault(ssrc, Set.of())));
        return new Manifest.Source(
                nameOf(ssrcs.getFirst()).orElse(null),
                ssrcs.stream().map(Ssrc::toString).toList(),
                mixed.stream()
                        .map(ssrc ->
                                new Contributor(ssrc.toString(), nameOf(ssrc).orElse(null)))
                        .toList());
    }
}
