package org.callvault.media.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Optional;
import org.callvault.config.Settings.Receive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SocketChoiceTest {
    private static SocketChoice withProblem(Receive wanted) {
        return SocketChoice.of(wanted, () -> Optional.of("no such library"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "RECVMMSG"})
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void linuxReadsAllThatWaitsAtOnce(Receive wanted) {
        SocketChoice choice = SocketChoice.of(wanted, InetAddress.getLoopbackAddress());
        assertThat(choice.sockets().name()).isEqualTo("recvmmsg");
    }

    @Test
    void nioIsTakenWhereTheSettingsSaySo() {
        SocketChoice choice = SocketChoice.of(Receive.NIO, Optional::empty);
        assertThat(choice.sockets().name()).isEqualTo("nio");
        assertThat(choice.reason()).isEqualTo("the settings say so");
    }

    @Test
    void whereRecvmmsgCannotBeUsedItIsNioAndTheReasonIsTold() {
        SocketChoice choice = withProblem(Receive.AUTO);
        assertThat(choice.sockets().name()).isEqualTo("nio");
        assertThat(choice.reason()).isEqualTo("recvmmsg cannot be used: no such library");
    }

    @Test
    void whoInsistsOnRecvmmsgIsToldThatItCannotBe() {
        assertThatThrownBy(() -> withProblem(Receive.RECVMMSG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such library")
                .hasMessageContaining("set it to auto or nio");
    }

    @ParameterizedTest
    @CsvSource({"Linux, amd64, true", "Linux, aarch64, true", "Linux, ppc64, false", "FreeBSD, amd64, false"})
    void onlySystemsWhoseStructuresAreKnownAreTried(String system, String architecture, boolean suitable) {
        assertThat(SocketChoice.unsuitable(system, architecture).isEmpty()).isEqualTo(suitable);
    }
}
