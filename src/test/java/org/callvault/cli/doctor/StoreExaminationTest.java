package org.callvault.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.store.s3.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreExaminationTest {
    @TempDir
    private Path temp;

    private S3Server server;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(temp.resolve("server"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, String> bucket() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + server.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        return settings;
    }

    private List<Finding> examined(Map<String, String> settings, Instant now) {
        return StoreExamination.of(SettingsLoader.load(temp, settings).settings(), now);
    }

    private Finding failure(Map<String, String> settings) {
        List<Finding> findings = examined(settings, Instant.now());
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().level()).isEqualTo(Finding.Level.FAIL);
        assertThat(findings.getFirst().toString()).doesNotContain(S3Server.SECRET);
        return findings.getFirst();
    }

    @Test
    void aBucketThatServesIsFineAndNothingIsLeftInIt() throws Exception {
        assertThat(examined(bucket(), Instant.now()))
                .containsExactly(Finding.ok("store", "bucket recordings takes, gives and deletes objects"));
        try (Stream<Path> left = Files.walk(temp.resolve("server/recordings"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aClockThatIsOffIsTold() {
        assertThat(examined(bucket(), Instant.now().plus(Duration.ofMinutes(5))))
                .anySatisfy(finding -> {
                    assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
                    assertThat(finding.found()).contains("its clock and this machine's are");
                    assertThat(finding.remedy()).contains("NTP");
                });
    }

    @Test
    void whyABucketDoesNotServeIsTold() {
        Map<String, String> missing = bucket();
        missing.put("CALLVAULT_S3_BUCKET", "elsewhere");
        assertThat(failure(missing).found()).contains("there is no bucket elsewhere", "CALLVAULT_S3_BUCKET");
        Map<String, String> stranger = bucket();
        stranger.put("CALLVAULT_S3_SECRET_KEY", "guessed");
        assertThat(failure(stranger).found()).contains("credentials");
        Map<String, String> lock = bucket();
        lock.put("CALLVAULT_S3_OBJECT_LOCK", "governance");
        lock.put("CALLVAULT_S3_OBJECT_LOCK_PERIOD", "30 days");
        assertThat(failure(lock).found()).contains("was made without object lock");
        Map<String, String> silent = bucket();
        server.close();
        assertThat(failure(silent).remedy()).contains("recordings wait on its disk");
    }

    @Test
    void aDirectoryMustBeThereAndTakeFiles() throws Exception {
        Path store = temp.resolve("kept");
        Map<String, String> settings = Map.of("CALLVAULT_STORE_DIRECTORY", store.toString());
        assertThat(failure(settings).found()).contains(store + " is not there");
        Files.createDirectories(store);
        assertThat(examined(settings, Instant.now())).containsExactly(Finding.ok("store", store + " can be written"));
        assertThat(store).isEmptyDirectory();
        assertThat(examined(Map.of(), Instant.now()))
                .containsExactly(Finding.ok("store", "recordings are kept in the data directory"));
    }
}
