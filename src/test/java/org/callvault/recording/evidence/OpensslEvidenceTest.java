package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.recording.Recorded;
import org.callvault.recording.timestamp.TestAuthority;
import org.callvault.recording.timestamp.TimeStampAuthority;
import org.callvault.recording.timestamp.TimeStamps;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The very commands of docs/evidence.md, run by a shell that has no Callvault. */
@Tag("peers")
class OpensslEvidenceTest {
    static final List<PemCredentials> SIGNERS = List.of(SignedRecordings.EC, SignedRecordings.RSA);

    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path data;

    private SignedRecordings node;

    private TestAuthority tsa;

    @BeforeEach
    void begin() throws Exception {
        node = new SignedRecordings(data);
        tsa = TestAuthority.start();
    }

    @AfterEach
    void end() {
        tsa.close();
    }

    /** What a command said, and its exit code. */
    private record Said(int exit, String text) {}

    private Path directory() {
        return node.files.directory(Recorded.id(2));
    }

    private void keep(PemCredentials signer) throws IOException {
        try (TimeStamps stamps = TimeStamps.open(
                data.resolve("owed"),
                node.files,
                TimeStampAuthority.of(tsa.settings(data)),
                new SimpleMeterRegistry())) {
            EvidenceStore store = node.open(node.files, signer, Optional.of(stamps));
            for (int i = 1; i <= 3; i++) {
                SignedRecordings.keep(store, i);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> stamps.pending() == 0);
        }
        Files.copy(data.resolve("tsa-ca.pem"), directory().resolve("tsa-ca.pem"));
        PemOutput.certificates(directory().resolve("ca.pem"), List.of(SignedRecordings.AUTHORITY.certificate()));
        Files.copy(node.ledger(), directory().resolve("chain.log"));
    }

    private List<Said> runAll() throws Exception {
        List<Said> said = new ArrayList<>();
        Matcher commands = COMMANDS.matcher(Files.readString(Path.of("docs/evidence.md")));
        while (commands.find()) {
            Path answer = data.resolve("answer");
            Process shell = new ProcessBuilder("bash", "-o", "pipefail", "-c", commands.group(1))
                    .directory(directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            said.add(new Said(shell.waitFor(), Files.readString(answer)));
        }
        return said;
    }

    @ParameterizedTest
    @FieldSource("SIGNERS")
    void everyCommandSaysThatAllIsAsItWasKept(PemCredentials signer) throws Exception {
        keep(signer);
        List<Said> said = runAll();
        assertThat(said).hasSize(6).extracting(Said::exit).containsOnly(0);
        assertThat(said.get(0).text())
                .containsPattern("subject=CN ?= ?node-1")
                .containsPattern("subject=CN ?= ?Test CA");
        assertThat(said.get(1).text()).contains("CMS Verification successful");
        assertThat(said.get(2).text()).contains("Verification: OK");
        assertThat(said.get(3).text()).isEqualTo("audio.wav: OK\nmetadata-1.xml: OK\n");
        assertThat(said.get(4).text()).startsWith("2 " + Recorded.id(2));
        assertThat(said.get(5).text()).isEqualTo("chain checked\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manifest.json",
                "manifest.json.p7s",
                "manifest.json.tsr",
                "audio.wav",
                "metadata-1.xml",
                "chain.log"
            })
    void anAlteredByteIsFoundByOneOfThem(String name) throws Exception {
        keep(SignedRecordings.EC);
        Path file = directory().resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(runAll()).extracting(Said::exit).anyMatch(exit -> exit != 0);
    }

    @Test
    void anIdentityThatANodeMadeForItselfIsItsOwnAnchor() throws Exception {
        NodeSigner own = NodeSigner.selfMade(data.resolve("signing"), "node-1", InstantSource.system());
        SignedRecordings.keep(
                EvidenceStore.open(
                        node.files, data.resolve("evidence"), "node-1", own, InstantSource.system(), Optional.empty()),
                2);
        Files.copy(data.resolve("signing/certificate.pem"), directory().resolve("ca.pem"));
        Files.copy(node.ledger(), directory().resolve("chain.log"));
        List<Said> said = runAll();
        // There is no time stamp.
        said.remove(2);
        assertThat(said).extracting(Said::exit).containsOnly(0);
    }
}
