package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code callvault bench sessions}, in small: a cluster of three nodes whose sessions, rows and placement are real. */
class SessionsBenchTest {
    @Test
    void sessionsOfANodeThatLeavesGoOnAtTheOthersWithTheirRows() {
        CommandRun run = CommandRun.of("bench", "sessions", "--sessions", "60", "--time", "1s");
        assertThat(run.out())
                .contains(
                        "60 sessions set up in",
                        "no call has session and media on one node            yes",
                        "nothing is left on the node that left                yes",
                        "each session answers                                 yes")
                .doesNotContain(" NO\n");
        assertThat(run.exit()).as(run.err()).isZero();
    }

    @Test
    void tooFewSessionsForThreeNodesAreRefused() {
        CommandRun run = CommandRun.of("bench", "sessions", "--sessions", "2");
        assertThat(run.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("--sessions must be at least 3");
    }
}
