package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy with the example in {@code cluster-config/load-balancer}, in which addresses alone are other ones. */
@Tag("peers")
class HaproxyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void aCallThroughItIsRecordedByTheNodeThatTakesCalls() throws Exception {
        Path ready = Files.createDirectory(directory.resolve("ready"));
        Path full = Files.createDirectory(directory.resolve("full"));
        // A disk that never has so much room: what it answers to OPTIONS is 503.
        Map<String, String> noRoom = Map.of("CALLVAULT_MIN_FREE", "1000 TiB");
        try (TestNode node = TestNode.start(ready, Map.of());
                TestNode refusing = TestNode.start(full, noRoom)) {
            CallTarget direct = node.target(SipTransport.TLS);
            authorities(ready, full);
            int port = FreePorts.tcp();
            List<Integer> servers = List.of(refusing.target(SipTransport.TLS).port(), direct.port(), FreePorts.tcp());
            Process haproxy = start(port, servers);
            try {
                await().atMost(SOON).untilAsserted(() -> assertThat(output())
                        .contains(
                                "Server nodes/node-1 is DOWN",
                                "expect string 'SIP/2.0 200'",
                                "Server nodes/node-3 is DOWN")
                        .doesNotContain("Server nodes/node-2 is DOWN"));
                record(node, new CallTarget(TestNode.LOOPBACK, port, SipTransport.TLS, direct.trust()));
            } finally {
                haproxy.destroy();
                assertThat(haproxy.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void record(TestNode node, CallTarget target) throws Exception {
        CallPlan plan = new CallPlan(target, true, List.of(AudioSource.counted(0)));
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(2), TestCall.Progress.NONE);
            call.hangUp();
            assertThat(CountedCheck.of(node.recordingOf(call.callId()).audio().channel(0)))
                    .isEqualTo(new CountedCheck(0, 100, List.of(), 0, 0, 0));
        }
    }

    private void authorities(Path... nodes) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path node : nodes) {
            all.append(Files.readString(node.resolve("certs/ca.pem")));
        }
        Files.writeString(directory.resolve("server-ca.pem"), all);
    }

    private Process start(int port, List<Integer> servers) throws IOException, InterruptedException {
        String configuration = Files.readString(ExampleFiles.of("load-balancer/haproxy.cfg"))
                .replace("maxconn 20000", "maxconn 100")
                .replace("bind :5063", "bind " + TestNode.LOOPBACK + ":" + port)
                .replace("/etc/callvault/", directory + "/");
        for (int number = 1; number <= servers.size(); number++) {
            String before = "192.0.2.1" + number + ":5063";
            assertThat(configuration).contains(before);
            configuration = configuration.replace(before, TestNode.LOOPBACK + ":" + servers.get(number - 1));
        }
        String file = Files.writeString(directory.resolve("haproxy.cfg"), configuration)
                .toString();
        assertThat(haproxy("-c", file).waitFor()).as(output()).isZero();
        return haproxy("-db", file);
    }

    private Process haproxy(String mode, String file) throws IOException {
        return new ProcessBuilder("haproxy", mode, "-f", file)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }
}
