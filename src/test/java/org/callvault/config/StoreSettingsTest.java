package org.callvault.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSettingsTest {
    @TempDir
    private Path directory;

    private static Map<String, String> bucket() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", "recordings");
        settings.put("CALLVAULT_S3_ENDPOINT", "https://minio.example.com:9000");
        settings.put("CALLVAULT_S3_ACCESS_KEY", "access");
        settings.put("CALLVAULT_S3_SECRET_KEY", "not for logs");
        return settings;
    }

    private StoreSettings load(Map<String, String> settings) {
        return SettingsLoader.load(directory, settings).settings().store();
    }

    @Test
    void aBucketIsReadWithItsLock() {
        Map<String, String> settings = bucket();
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_OBJECT_LOCK", "compliance");
        settings.put("CALLVAULT_S3_OBJECT_LOCK_PERIOD", "365 days");
        StoreSettings.S3 s3 = load(settings).s3().orElseThrow();
        assertThat(s3.prefix()).isEqualTo("vault/");
        assertThat(s3.pathStyle()).as("with an endpoint").isTrue();
        assertThat(s3.objectLock()).contains(new StoreSettings.ObjectLock(true, Duration.ofDays(365)));
        assertThat(s3.toString()).doesNotContain("not for logs");
        assertThat(load(Map.of()).s3()).isEmpty();
        assertThat(load(Map.of("CALLVAULT_STORE_DIRECTORY", "kept")).directory())
                .contains(directory.resolve("kept"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CALLVAULT_STORE                  | ftp                       | must be directory or s3
            CALLVAULT_STORE                  | directory                 | CALLVAULT_S3_BUCKET=recordings is not used: set CALLVAULT_STORE=s3
            CALLVAULT_STORE_DIRECTORY        | kept                      | set CALLVAULT_STORE=directory, or name no directory
            CALLVAULT_S3_BUCKET              | My_Bucket                 | must be the name of a bucket
            CALLVAULT_S3_PREFIX              | /vault//                  | must be names with slashes between
            CALLVAULT_S3_ENDPOINT            | http://minio.example.com  | set CALLVAULT_S3_PLAINTEXT=true
            CALLVAULT_S3_ENDPOINT            | minio.example.com:9000    | must be a URL, for example https://
            CALLVAULT_S3_SECRET_KEY          | ''                        | belong together
            CALLVAULT_S3_ACCESS_KEY          | ''                        | belong together
            CALLVAULT_S3_OBJECT_LOCK         | forever                   | must be off, governance or compliance
            CALLVAULT_S3_OBJECT_LOCK         | governance                | CALLVAULT_S3_OBJECT_LOCK_PERIOD=0 days must be at least a day
            CALLVAULT_S3_OBJECT_LOCK_PERIOD  | 30 days                   | =governance or compliance
            CALLVAULT_S3_CA_PATH             | none.pem                  | none.pem
            """)
    void whatCannotBeUsedIsRefusedWithItsNameAndFix(String name, String value, String fix) {
        Map<String, String> settings = bucket();
        settings.put(name, value);
        InvalidSettings refused = catchThrowableOfType(InvalidSettings.class, () -> load(settings));
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(name, fix).doesNotContain("not for logs"));
    }

    @Test
    void theValueThatIsRefusedIsShown() {
        Map<String, String> settings = bucket();
        settings.put("CALLVAULT_S3_BUCKET", "My_Bucket");
        settings.put("CALLVAULT_S3_PREFIX", "/vault//");
        settings.put("CALLVAULT_S3_OBJECT_LOCK", "forever");
        InvalidSettings refused = catchThrowableOfType(InvalidSettings.class, () -> load(settings));
        assertThat(refused.problems())
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("CALLVAULT_S3_BUCKET=My_Bucket "))
                .anyMatch(problem -> problem.startsWith("CALLVAULT_S3_PREFIX=/vault// "))
                .anyMatch(problem -> problem.startsWith("CALLVAULT_S3_OBJECT_LOCK=forever "));
    }

    @Test
    void anEndpointInTheClearIsTakenFromThisMachineOrWhereSomebodySaysSo() {
        Map<String, String> settings = bucket();
        for (String own : new String[] {"http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"}) {
            settings.put("CALLVAULT_S3_ENDPOINT", own);
            assertThat(load(settings).s3().orElseThrow().endpoint()).isPresent();
        }
        settings.put("CALLVAULT_S3_ENDPOINT", "http://minio.example.com");
        settings.put("CALLVAULT_S3_PLAINTEXT", "true");
        assertThat(load(settings).s3().orElseThrow().endpoint()).isPresent();
    }
}
