package org.callvault.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServerCountersTest {
    private static final String BEFORE = """
            # TYPE process_cpu_time_ns_total counter
            process_cpu_time_ns_total 1.0E9
            callvault_media_packets_total{outcome="rtp"} 0.0
            callvault_media_packets_total_more 7
            """;
    private static final String AFTER = """
            process_cpu_time_ns_total 3.0E9
            callvault_media_packets_total{outcome="rtcp"} 1000.0
            callvault_media_packets_total{outcome="rtp"} 999000.0
            """;

    @Test
    void processorTimeIsSharedByAllPackets() throws Exception {
        LoadReport.Server server = ServerCounters.parse(AFTER).since(ServerCounters.parse(BEFORE));
        assertThat(server).isEqualTo(new LoadReport.Server(2.0, 1_000_000, 2.0));
    }

    @Test
    void aRecorderThatCountsNoneOfThisSaysSo() {
        assertThatThrownBy(() -> ServerCounters.parse("up 1\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("process_cpu_time_ns_total");
    }
}
