package org.callvault.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** A stranger's datagrams as RTCP; see docs/fuzzing.md. */
class RtcpFuzzTest {
    /** Whatever is understood can be written, takes no more room than it came in, and is then read as the same. */
    @FuzzTest
    void whatIsReadCanBeWrittenAndReadAgain(byte[] datagram) {
        byte[] before = datagram.clone();
        ParsedRtcp parsed = RtcpCompound.parse(datagram, 0, datagram.length);
        assertThat(datagram).isEqualTo(before);
        if (parsed instanceof RtcpCompound compound) {
            byte[] written = new byte[compound.length()];
            assertThat(compound.write(written, 0)).isEqualTo(written.length);
            assertThat(written.length).isLessThanOrEqualTo(datagram.length + slack(compound));
            if (written.length > 0) {
                assertThat(RtcpCompound.parse(written, 0, written.length)).isEqualTo(compound);
            }
        }
    }

    /** Bytes beside the datagram are as if they were not there. */
    @FuzzTest
    void nothingIsReadBesideTheDatagram(byte[] datagram) {
        byte[] roomy = new byte[datagram.length + 64];
        Arrays.fill(roomy, (byte) 0xa5);
        System.arraycopy(datagram, 0, roomy, 32, datagram.length);
        assertThat(RtcpCompound.parse(roomy, 32, datagram.length))
                .isEqualTo(RtcpCompound.parse(datagram, 0, datagram.length));
    }

    /** A name that filled its packet gets the zeros that it came without. */
    private static int slack(RtcpCompound compound) {
        return 4 * (int) compound.all(SourceDescription.class).count();
    }
}
