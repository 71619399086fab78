package org.callvault.recording.render;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.SilenceDetector;

/** Finds where channels are silent for long. What is added after a channel's end is no silence of its own. */
final class SilenceListening implements MasterListener {
    private final long shortest;
    private final List<SilenceDetector> detectors;
    private final Map<Integer, SilenceDetector> byStream = new HashMap<>();

    /**
     * One detector for each stream, in the order of the channels.
     *
     * @param after how long nothing is heard before it is told; zero for never
     */
    SilenceListening(Collection<Integer> streams, int sampleRate, Duration after) {
        this.shortest = after.toMillis() * sampleRate / 1000;
        if (shortest > 0) {
            streams.forEach(stream -> byStream.put(stream, new SilenceDetector(sampleRate, shortest)));
        }
        this.detectors = streams.stream()
                .filter(byStream::containsKey)
                .map(byStream::get)
                .toList();
    }

    @Override
    public void heard(int channel, int[] samples, int count, int own) {
        if (channel < detectors.size()) {
            for (int i = 0; i < own; i++) {
                detectors.get(channel).add(samples[i]);
            }
        }
    }

    /** Where a stream is silent for long though it is not paused; once, when all is heard. */
    List<Interval> silences(int stream, List<Interval> paused) {
        SilenceDetector detector = byStream.get(stream);
        return detector == null
                ? List.of()
                : detector.silences().stream()
                        .flatMap(silence -> silence.without(paused).stream())
                        .filter(silence -> silence.length() >= shortest)
                        .toList();
    }

    /** Whether nothing at all was heard of a stream of so many samples, enough to tell. */
    boolean isSilent(int stream, long samples) {
        SilenceDetector detector = byStream.get(stream);
        return detector != null && samples >= shortest && !detector.heard();
    }
}
