package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HelloFragmentsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5004);
    private static final InetSocketAddress OTHER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5006);
    private static final byte[] BODY = body();

    private final HelloFragments fragments = new HelloFragments();

    private static byte[] body() {
        byte[] body = new byte[300];
        for (int at = 0; at < body.length; at++) {
            body[at] = (byte) at;
        }
        return body;
    }

    /** A record with a fragment of the message; record numbers count up with the offset. */
    private static byte[] fragment(int total, int from, int to) {
        byte[] record = new byte[25 + to - from];
        record[0] = 22;
        record[1] = (byte) 0xfe;
        record[2] = (byte) 0xfd;
        record[10] = (byte) (from > 0 ? 2 : 1);
        put(record, 11, 12 + to - from, 2);
        record[13] = 1;
        put(record, 14, total, 3);
        record[18] = 1;
        put(record, 19, from, 3);
        put(record, 22, to - from, 3);
        System.arraycopy(BODY, from, record, 25, Math.min(to, BODY.length) - from);
        return record;
    }

    private static void put(byte[] record, int at, int value, int bytes) {
        for (int left = bytes; left > 0; left--) {
            record[at + bytes - left] = (byte) (value >> (8 * (left - 1)));
        }
    }

    @Test
    void aWholeOneIsAsItCame() {
        byte[] whole = fragment(300, 0, 300);
        assertThat(fragments.whole(whole, PEER)).isSameAs(whole);
    }

    @Test
    void fragmentsInOrderAreJoined() {
        assertThat(fragments.whole(fragment(300, 0, 200), PEER)).isNull();
        byte[] whole = Objects.requireNonNull(fragments.whole(fragment(300, 200, 300), PEER));
        byte[] expected = fragment(300, 0, 300);
        expected[10] = 2;
        assertThat(whole).isEqualTo(expected);
    }

    @Test
    void anotherPeersFragmentIsNotJoined() {
        assertThat(fragments.whole(fragment(300, 0, 200), PEER)).isNull();
        assertThat(fragments.whole(fragment(300, 200, 300), OTHER)).isNull();
        assertThat(fragments.whole(fragment(300, 200, 300), PEER)).isNotNull();
    }

    @Test
    void fragmentsOutOfOrderWaitForTheNextTime() {
        assertThat(fragments.whole(fragment(300, 200, 300), PEER)).isNull();
        assertThat(fragments.whole(fragment(300, 0, 200), PEER)).isNull();
        assertThat(fragments.whole(fragment(300, 200, 300), PEER)).isNotNull();
    }

    @Test
    void whatDoesNotFitIsDropped() {
        assertThat(fragments.whole(new byte[20], PEER)).isNull();
        assertThat(fragments.whole(fragment(1025, 0, 100), PEER)).isNull();
        assertThat(fragments.whole(fragment(100, 0, 200), PEER)).isNull();
        byte[] cut = fragment(300, 0, 200);
        assertThat(fragments.whole(Arrays.copyOf(cut, 100), PEER)).isNull();
    }
}
