package org.callvault.cli.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;

/**
 * What a run is made of.
 *
 * @param streams makes the plan of one call from its streams
 * @param calls that are up at a time
 * @param hold how long each call lasts
 * @param duration how long new calls are placed for those that have ended; empty places each once
 * @param connections SIP connections that the calls share
 * @param counted whether packets carry their number
 */
public record LoadPlan(
        CallTarget target,
        Function<List<AudioSource>, CallPlan> streams,
        int calls,
        Arrivals arrivals,
        Duration hold,
        Optional<Duration> duration,
        int connections,
        boolean counted) {
    public LoadPlan {
        if (calls < 1 || connections < 1) {
            throw new IllegalArgumentException("a run has at least one call and one connection");
        }
    }
}
