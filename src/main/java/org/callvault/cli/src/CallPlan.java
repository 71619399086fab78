package org.callvault.cli.src;

import java.time.Duration;
import java.util.List;

/**
 * What a test call is made of.
 *
 * @param encrypted whether its streams are SRTP, keyed by SDES
 * @param audio one source for each stream
 * @param reportEvery how often each source sends an RTCP report
 */
public record CallPlan(CallTarget target, boolean encrypted, List<AudioSource> audio, Duration reportEvery) {
    /** The usual interval (RFC 3550, 6.2). */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    public CallPlan(CallTarget target, boolean encrypted, List<AudioSource> audio) {
        this(target, encrypted, audio, REPORT_EVERY);
    }

    public CallPlan {
        audio = List.copyOf(audio);
        if (audio.isEmpty()) {
            throw new IllegalArgumentException("a call has at least one stream");
        }
    }
}
