package org.callvault.config.output;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is made of recordings.
 *
 * @param others of trunks that are not named
 * @param byTrunk of those that are
 */
public record Outputs(Output others, Map<String, Output> byTrunk) {
    /** The same for everybody. */
    public static final Outputs DEFAULT = new Outputs(Output.WAV, Map.of());

    public Outputs {
        byTrunk = Map.copyOf(byTrunk);
    }

    /** Of a recording that came over this trunk; null where it is not known. */
    public Output of(@Nullable String trunk) {
        return trunk == null ? others : byTrunk.getOrDefault(trunk, others);
    }
}
