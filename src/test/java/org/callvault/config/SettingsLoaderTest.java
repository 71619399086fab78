package org.callvault.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.config.output.Output;
import org.callvault.config.output.Outputs;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.Trunks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAnySettingANodeListensInTheClearOnTheUsualPorts() {
        Settings settings = load(Map.of());
        assertThat(settings.sip().udpPort()).isEqualTo(5060);
        assertThat(settings.sip().tcpPort()).isEqualTo(5060);
        assertThat(settings.tls().enabled()).isFalse();
        assertThat(settings.media().srtp()).isTrue();
        assertThat(settings.media().sdesOverPlaintext()).isFalse();
        assertThat(settings.admin().bind()).isEqualTo("127.0.0.1");
        assertThat(settings.node().dataDirectory()).isEqualTo(directory.resolve("data"));
    }

    @Test
    void theKnownNamesAreHonoured() throws IOException {
        Files.writeString(directory.resolve("c.pem"), "");
        Files.writeString(directory.resolve("k.pem"), "");
        Settings settings = load(Map.of(
                "ENABLE_TLS", "true",
                "TLS_PORT", "6063",
                "TLS_CERT_PATH", "c.pem",
                "TLS_KEY_PATH", "k.pem",
                "ENABLE_SRTP", "false"));
        assertThat(settings.tls().enabled()).isTrue();
        assertThat(settings.tls().port()).isEqualTo(6063);
        assertThat(settings.tls().certificate()).contains(directory.resolve("c.pem"));
        assertThat(settings.media().srtp()).isFalse();
    }

    @Test
    void theSpoolKeyIsInOnePlaceOnly() throws IOException {
        assertThat(load(Map.of()).spool().key()).isEqualTo(new Settings.SpoolKey.InFile());
        String key = "q".repeat(43) + "=";
        Files.writeString(directory.resolve("password"), "open sesame\n");
        assertThat(load(Map.of("CALLVAULT_SPOOL_KEY", key, "CALLVAULT_SPOOL_FORMER_KEYS", key + ", " + key))
                        .spool()
                        .key())
                .isInstanceOfSatisfying(Settings.SpoolKey.Given.class, given -> assertThat(given.former())
                        .hasSize(2));
        assertThat(load(Map.of(
                                "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                                "CALLVAULT_SPOOL_KEYSTORE_PASSWORD_FILE", "password"))
                        .spool()
                        .key())
                .isInstanceOfSatisfying(
                        Settings.SpoolKey.InKeystore.class,
                        store -> assertThat(store.password().reveal()).isEqualTo("open sesame"));
        assertRefused(Map.of("CALLVAULT_SPOOL_KEY", key, "CALLVAULT_SPOOL_KEYSTORE", "keys.p12"), "both say where");
        assertRefused(Map.of("CALLVAULT_SPOOL_FORMER_KEYS", key), "without CALLVAULT_SPOOL_KEY");
        assertRefused(Map.of("CALLVAULT_SPOOL_KEY", "qqqq"), "CALLVAULT_SPOOL_KEY must be 32 bytes in base64");
        assertRefused(Map.of("CALLVAULT_SPOOL_KEYSTORE", "keys.p12"), "needs a password");
        assertRefused(Map.of("CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "qqqq"), "CALLVAULT_SPOOL_KEYSTORE is not set");
        assertRefused(
                Map.of(
                        "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                        "CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "qqqq",
                        "CALLVAULT_SPOOL_KEYSTORE_PASSWORD_FILE", "password"),
                "and not both");
    }

    /** With these words, and without a secret. */
    private void assertRefused(Map<String, String> environment, String words) {
        assertThatThrownBy(() -> load(environment))
                .isInstanceOfSatisfying(InvalidSettings.class, invalid -> assertThat(invalid.problems())
                        .anySatisfy(problem -> assertThat(problem).contains(words))
                        .noneSatisfy(problem -> assertThat(problem).contains("qqqq")));
    }

    @Test
    void theEnvironmentComesBeforeDotEnvAndDotEnvBeforeTheFile() throws IOException {
        Files.writeString(
                directory.resolve("site.conf"),
                "callvault { sip { udp-port = 1, tcp-port = 1 }, admin.port = 1, recording.flush = 3 seconds }");
        Files.writeString(
                directory.resolve(".env"),
                "CALLVAULT_CONFIG=site.conf\nCALLVAULT_UDP_PORT=2\nCALLVAULT_TCP_PORT=2\nUNRELATED=x\n");
        Settings settings = load(Map.of("CALLVAULT_UDP_PORT", "3"));
        assertThat(settings.sip().udpPort()).isEqualTo(3);
        assertThat(settings.sip().tcpPort()).isEqualTo(2);
        assertThat(settings.admin().port()).isEqualTo(1);
        assertThat(settings.recording().flush()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "CALLVAULT_UPD_PORT, 5060, CALLVAULT_UPD_PORT",
        "CALLVAULT_UDP_PORT, many, CALLVAULT_UDP_PORT=many",
        "CALLVAULT_UDP_PORT, 70000, CALLVAULT_UDP_PORT=70000 must be between 0 and 65535",
        "ENABLE_SRTP, perhaps, ENABLE_SRTP=perhaps must be true or false",
        "ENABLE_TLS, true, TLS_CERT_PATH is not set",
        "TLS_CERT_PATH, missing.pem, TLS_CERT_PATH=missing.pem: no readable file there",
        "CALLVAULT_SIP_BIND, sbc.example, CALLVAULT_SIP_BIND=sbc.example must be an IP address",
        "CALLVAULT_MEDIA_PORT_MAX, 2000, CALLVAULT_MEDIA_PORT_MAX=2000 must be above",
        "CALLVAULT_FFMPEG, nowhere/ffmpeg, 'CALLVAULT_FFMPEG=nowhere/ffmpeg must be auto, off, or the path'",
        "CALLVAULT_MEDIA_RECEIVE, epoll, 'CALLVAULT_MEDIA_RECEIVE=epoll must be auto, recvmmsg or nio'",
        "CALLVAULT_CATALOG_URL, jdbc:h2:mem:x, 'CALLVAULT_CATALOG_URL must begin with jdbc:postgresql:'",
        "CALLVAULT_CATALOG_URL, 'jdbc:postgresql://db/x?password=sesame', 'CALLVAULT_CATALOG_URL holds a password'",
        "CALLVAULT_CATALOG_URL, 'jdbc:postgresql://me:sesame@db/x', 'CALLVAULT_CATALOG_URL holds a password'",
        "CALLVAULT_ENCRYPTION, required, CALLVAULT_ENCRYPTION=required needs recipients",
        "CALLVAULT_ENCRYPTION, yes, 'CALLVAULT_ENCRYPTION=yes must be auto, off or required'",
        "CALLVAULT_RECIPIENTS, 'nobody.pem', 'CALLVAULT_RECIPIENTS=nobody.pem: no readable file at'",
        "CALLVAULT_TSA_URL, 'http://tsa.example.com/', 'needs somebody to be trusted'",
        "CALLVAULT_TSA_URL, 'ftp://tsa.example.com/', 'CALLVAULT_TSA_URL must be an address that begins with http://'",
        "CALLVAULT_TSA_POLICY, '1.2.x', 'CALLVAULT_TSA_POLICY=1.2.x must be an object identifier'",
        "CALLVAULT_CONFIG, missing.conf, CALLVAULT_CONFIG=missing.conf cannot be read",
    })
    void whatCannotBeUsedIsRefusedWithItsNameAndValue(String name, String value, String message) {
        InvalidSettings refused = catchThrowableOfType(InvalidSettings.class, () -> load(Map.of(name, value)));
        assertThat(refused).isNotNull();
        assertThat(String.join("\n", refused.problems())).contains(message);
    }

    @Test
    void aPasswordOfTheCatalogStandsNowhereInWords() {
        Settings settings = load(Map.of(
                "CALLVAULT_CATALOG_URL", "jdbc:postgresql://db.example.com/callvault",
                "CALLVAULT_CATALOG_USER", "recorder",
                "CALLVAULT_CATALOG_PASSWORD", "sesame"));
        assertThat(settings.catalog().password().reveal()).isEqualTo("sesame");
        assertThat(settings.toString()).contains("recorder").doesNotContain("sesame");
        InvalidSettings refused = catchThrowableOfType(
                InvalidSettings.class, () -> load(Map.of("CALLVAULT_CATALOG_URL", "jdbc:postgresql://me:sesame@db/x")));
        assertThat(refused.problems()).noneMatch(problem -> problem.contains("sesame"));
    }

    @Test
    void anUnknownSettingInTheFileIsRefused() throws IOException {
        Files.writeString(directory.resolve("site.conf"), "callvault.sip.udp-prot = 5060");
        InvalidSettings refused =
                catchThrowableOfType(InvalidSettings.class, () -> load(Map.of("CALLVAULT_CONFIG", "site.conf")));
        assertThat(refused.problems()).singleElement().asString().contains("callvault.sip.udp-prot", "site.conf");
    }

    @Test
    void socketsAreLookedAtOftenEnoughForTheirBuffers() throws IOException {
        Files.writeString(directory.resolve("site.conf"), "callvault.media.sweep = 501 milliseconds");
        InvalidSettings refused =
                catchThrowableOfType(InvalidSettings.class, () -> load(Map.of("CALLVAULT_CONFIG", "site.conf")));
        assertThat(refused.problems()).singleElement().asString().contains("must be at most 500 milliseconds");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        InvalidSettings refused = catchThrowableOfType(
                InvalidSettings.class,
                () -> load(Map.of("CALLVAULT_UDP_PORT", "x", "ENABLE_SRTP", "y", "CALLVAULT_SIP_BIND", "z")));
        assertThat(refused.problems()).hasSize(3);
    }

    @Test
    void aTrunkHasTheDefaultsForWhatItDoesNotSay() throws IOException {
        Files.writeString(directory.resolve("site.conf"), """
                callvault.default-trunk { require-tls = true, allow = false }
                callvault.trunks = [
                  { name = frankfurt, addresses = ["192.0.2.0/24"], codecs = [pcma], pause = discard }
                ]""");
        Trunks trunks = load(Map.of("CALLVAULT_CONFIG", "site.conf")).trunks();
        TrunkProfile frankfurt = trunks.match("192.0.2.7", List.of(), null);
        assertThat(frankfurt.name()).isEqualTo("frankfurt");
        assertThat(frankfurt.allowed()).isTrue();
        assertThat(frankfurt.requireTls()).isTrue();
        assertThat(frankfurt.codecs()).containsExactly("PCMA");
        assertThat(frankfurt.pause()).isEqualTo(TrunkProfile.PauseStyle.DISCARD);
        assertThat(trunks.match("203.0.113.1", List.of(), null).allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ name = a }                                            | a matches nobody",
                "{ addresses = [\"192.0.2.1\"] }                         | each trunk needs a name",
                "{ name = default, users = [u] }                         | each trunk needs a name",
                "{ name = a, addresses = [\"sbc.example\"] }             | is no address or range",
                "{ name = a, users = [u], requires-tls = true }          | requires-tls is no setting of a trunk",
                "{ name = a, users = [u], answer = some }                | answer=some must be one of all-codecs, first-codec",
                "{ name = a, users = [u], output { dtmf = hide } }       | output of a: dtmf=hide must be one of keep, mute, redact",
                "{ name = a, users = [u], output { formats = [] } }      | output of a: formats names none",
                "{ name = a, users = [u], output { opus-bitrate = 9 } }  | opus-bitrate=9 must be between 6000 and 128000",
                "{ name = a, users = [u], output { format = wav } }      | format is no setting of it",
                "{ name = a, users = [u], require-tls = perhaps }        | callvault.trunks has the wrong form",
            })
    void aTrunkThatCannotBeUsedIsRefused(String trunk, String message) throws IOException {
        Files.writeString(directory.resolve("site.conf"), "callvault.trunks = [" + trunk + "]");
        InvalidSettings refused =
                catchThrowableOfType(InvalidSettings.class, () -> load(Map.of("CALLVAULT_CONFIG", "site.conf")));
        assertThat(refused).isNotNull();
        assertThat(String.join("\n", refused.problems())).contains(message);
    }

    @Test
    void aTrunkMayHaveItsAudioKeptInOtherWaysThanOthers() throws IOException {
        Files.writeString(directory.resolve("site.conf"), """
                callvault.recording.output { formats = [flac, opus], mixed = true }
                callvault.trunks = [ { name = paris, users = [u], output { dtmf = redact } }, { name = rome, users = [v] } ]""");
        Outputs outputs = load(Map.of("CALLVAULT_CONFIG", "site.conf")).outputs();
        assertThat(outputs.of("paris").dtmf()).isEqualTo(Output.Dtmf.REDACT);
        assertThat(outputs.of("paris").formats()).containsExactly(Output.Format.FLAC, Output.Format.OPUS);
        assertThat(outputs.of("rome").dtmf()).isEqualTo(Output.Dtmf.KEEP);
        assertThat(outputs.of(null).mixed()).isTrue();
        assertThat(load(Map.of()).outputs()).isEqualTo(Outputs.DEFAULT);
    }

    private Settings load(Map<String, String> environment) {
        return SettingsLoader.load(directory, environment).settings();
    }
}
