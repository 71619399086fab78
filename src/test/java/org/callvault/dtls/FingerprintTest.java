package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final byte[] DER = "a certificate".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadWhateverItsCase(Fingerprint.Hash hash) {
        Fingerprint fingerprint = Fingerprint.of(hash, DER);
        assertThat(Fingerprint.parse(fingerprint.text())).contains(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.text().toLowerCase(Locale.ROOT)))
                .contains(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.text().toUpperCase(Locale.ROOT)))
                .contains(fingerprint);
    }

    @Test
    void itIsOfOneCertificateOnly() {
        Fingerprint fingerprint = Fingerprint.of(Fingerprint.Hash.SHA_256, DER);
        assertThat(fingerprint.isOf(DER)).isTrue();
        assertThat(fingerprint.isOf(new byte[] {1})).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-256",
                "sha-256 AB:CD",
                "sha-256 zz",
                "md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                "sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
                "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE"
            })
    void anythingElseIsRefused(String value) {
        assertThat(Fingerprint.parse(value)).isEmpty();
    }
}
