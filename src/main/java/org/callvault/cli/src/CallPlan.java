package org.callvault.cli.src;

import java.util.List;

/**
 * What a test call is made of.
 *
 * @param encrypted whether its streams are SRTP, keyed by SDES
 * @param audio one source for each stream
 */
public record CallPlan(CallTarget target, boolean encrypted, List<AudioSource> audio) {
    public CallPlan {
        audio = List.copyOf(audio);
        if (audio.isEmpty()) {
            throw new IllegalArgumentException("a call has at least one stream");
        }
    }
}
