package org.callvault.session.state;

import java.util.ArrayList;
import java.util.List;

/** What an event leads to. */
public record Step(SessionState next, List<Effect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    static Step to(SessionState next, Effect... effects) {
        return new Step(next, List.of(effects));
    }

    /** The same with an effect before those that are there. */
    Step before(Effect first) {
        List<Effect> all = new ArrayList<>(List.of(first));
        all.addAll(effects);
        return new Step(next, all);
    }

    /** The same with more effects after those that are there. */
    Step then(Effect... more) {
        List<Effect> all = new ArrayList<>(effects);
        all.addAll(List.of(more));
        return new Step(next, all);
    }
}
