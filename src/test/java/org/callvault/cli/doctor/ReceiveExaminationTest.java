package org.callvault.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.callvault.cli.doctor.Finding.Level;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;
import org.callvault.media.socket.ReceiveBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReceiveExaminationTest {
    @TempDir
    private Path directory;

    private Settings settings(Map<String, String> environment) {
        return SettingsLoader.load(directory, environment).settings();
    }

    @Test
    void whatIsAskedForIsWhatIsFound() {
        assertThat(ReceiveExamination.of(settings(Map.of("CALLVAULT_MEDIA_RECEIVE", "nio"))))
                .extracting(Finding::found)
                .contains("by nio: the settings say so");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisMachineMayHoldSomething() {
        assertThat(ReceiveExamination.of(settings(Map.of())))
                .filteredOn(finding -> finding.check().equals("memory for UDP"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).doesNotContain("hold 0 MiB"));
    }

    @Test
    void anAddressThatIsNotHereFails() {
        assertThat(ReceiveExamination.of(settings(Map.of("CALLVAULT_MEDIA_BIND", "192.0.2.1"))))
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("192.0.2.1"));
    }

    @Test
    void buffersThatAreTooSmallAreAWarningWithTheLimitToRaise() {
        Finding finding = ReceiveExamination.of(new ReceiveBuffer(1 << 20, 60_000));
        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.remedy()).contains("net.core.rmem_max");
        assertThat(ReceiveExamination.of(new ReceiveBuffer(1 << 20, 212_992)).level())
                .isEqualTo(Level.OK);
    }

    @Test
    void aMachineThatCannotHoldASecondOfAllStreamsIsAWarning() {
        Settings.Media media = settings(Map.of()).media();
        assertThat(ReceiveExamination.of(media, "100\t200\t281250\n").level()).isEqualTo(Level.OK);
        Finding finding = ReceiveExamination.of(media, "100\t200\t281249\n");
        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.remedy()).contains("281250 pages");
    }
}
