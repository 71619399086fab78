package org.callvault.media.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
    private static final InetSocketAddress DESCRIBED = new InetSocketAddress("192.0.2.1", 4001);
    private static final InetSocketAddress SAME_HOST = new InetSocketAddress("192.0.2.1", 61_000);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.1", 4001);

    private static @Nullable InetSocketAddress target(
            @Nullable InetSocketAddress described,
            @Nullable InetSocketAddress heard,
            @Nullable InetSocketAddress media,
            boolean authentic,
            boolean acknowledged) {
        ReturnPath path = new ReturnPath(described);
        if (heard != null) {
            path.hear(heard);
        }
        return path.target(media, authentic, acknowledged);
    }

    @Test
    void anAuthenticSourceIsAnsweredWhereItIs() {
        assertThat(target(DESCRIBED, ELSEWHERE, null, true, true)).isEqualTo(ELSEWHERE);
        assertThat(target(null, ELSEWHERE, null, true, false)).isEqualTo(ELSEWHERE);
    }

    @Test
    void aSourceThatProvesNothingIsAnsweredAtTheDescribedAddressOnly() {
        assertThat(target(DESCRIBED, ELSEWHERE, null, false, true)).isEqualTo(DESCRIBED);
        assertThat(target(DESCRIBED, SAME_HOST, null, false, true)).isEqualTo(SAME_HOST);
        assertThat(target(null, ELSEWHERE, null, false, true)).isNull();
    }

    @Test
    void beforeTheAnswerIsAcknowledgedADescriptionProvesNothing() {
        assertThat(target(DESCRIBED, null, null, true, false)).isNull();
        assertThat(target(DESCRIBED, SAME_HOST, null, false, false)).isNull();
        assertThat(target(DESCRIBED, null, null, false, true)).isEqualTo(DESCRIBED);
    }

    @Test
    void onASharedPortMediaTellsUntilRtcpDoes() {
        assertThat(target(DESCRIBED, null, ELSEWHERE, true, true)).isEqualTo(ELSEWHERE);
        assertThat(target(DESCRIBED, SAME_HOST, ELSEWHERE, true, true)).isEqualTo(SAME_HOST);
        assertThat(target(DESCRIBED, null, ELSEWHERE, false, true)).isEqualTo(DESCRIBED);
    }

    @Test
    void aSrcThatMovesIsReportedToAtItsNewPlace() {
        ReturnPath path = new ReturnPath(DESCRIBED);
        path.hear(SAME_HOST);
        path.describe(null);
        path.describe(DESCRIBED);
        assertThat(path.target(null, true, true)).as("on hold in between").isEqualTo(SAME_HOST);
        path.describe(ELSEWHERE);
        assertThat(path.target(null, true, true)).isEqualTo(ELSEWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.5", "ff02::1"})
    void nothingIsSentToAddressesThatAreNobodys(String address) {
        assertThat(target(new InetSocketAddress(address, 4000), null, null, false, true))
                .isNull();
        assertThat(target(new InetSocketAddress("192.0.2.1", 0), null, null, false, true))
                .isNull();
    }
}
