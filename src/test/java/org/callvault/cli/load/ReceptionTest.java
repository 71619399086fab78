package org.callvault.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.TestNode;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceptionTest {
    @TempDir
    private Path directory;

    /** The recording has two streams of 50 packets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSentAndIsNotThereIsLost(boolean readBack) throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                HttpClient client = HttpClient.newHttpClient();
                TestCall call = TestCall.open(new CallPlan(
                        node.target(SipTransport.TLS),
                        true,
                        List.of(AudioSource.counted(0), AudioSource.counted(1))))) {
            call.invite();
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            call.hangUp();
            Tally tally = new Tally();
            tally.answered(1);
            tally.over(new PlacedCall(0, call.callId(), List.of(50, 60, 30)));
            assertThat(Reception.of(client, node.node().api(), readBack, tally))
                    .isEqualTo(new LoadReport.Packets(readBack ? "recordings" : "manifests", 1, 100, 40, 0));
            assertThat(tally.failures()).isZero();
        }
    }
}
