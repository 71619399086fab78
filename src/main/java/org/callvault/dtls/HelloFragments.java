package org.callvault.dtls;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins a ClientHello that came in fragments, as stacks send it that fragment at 256 bytes: with a cookie it no longer fits.
 * One place for all strangers of an association, and only fragments in their order: what is lost by that comes again.
 *
 * <pre>
 *   record     type(1) version(2) epoch(2) sequence(6) length(2)                      RFC 6347, section 4.1
 *   handshake  type(1) length(3) message sequence(2) fragment offset(3) and length(3)  section 4.2.2
 * </pre>
 */
final class HelloFragments {
    private static final int RECORD = 13;
    private static final int BODY = RECORD + 12;

    /** Far more than any ClientHello. */
    private static final int LONGEST = 1024;

    private final byte[] joined = new byte[BODY + LONGEST];
    private @Nullable InetSocketAddress source;
    private int filled;

    /** The whole ClientHello as one record: what came where it is whole already, null while more is to come. */
    byte @Nullable [] whole(byte[] datagram, InetSocketAddress from) {
        if (datagram.length < BODY) {
            return null;
        }
        int length = number(datagram, RECORD + 1);
        int offset = number(datagram, RECORD + 6);
        int fragment = number(datagram, RECORD + 9);
        if (offset == 0 && fragment == length) {
            return datagram;
        }
        boolean fits =
                fragment > 0 && fragment <= datagram.length - BODY && length <= LONGEST && offset + fragment <= length;
        if (!fits) {
            return null;
        }
        if (offset == 0) {
            begin(datagram, from);
        } else if (!goesOn(datagram, offset, from)) {
            return null;
        }
        System.arraycopy(datagram, BODY, joined, BODY + offset, fragment);
        filled = offset + fragment;
        return filled == length ? finished(datagram, length) : null;
    }

    private void begin(byte[] datagram, InetSocketAddress from) {
        System.arraycopy(datagram, 0, joined, 0, BODY);
        source = from;
    }

    /** Of the same message of the same stranger, and next in order. */
    private boolean goesOn(byte[] datagram, int offset, InetSocketAddress from) {
        return Objects.equals(source, from)
                && offset == filled
                && Arrays.equals(datagram, RECORD, RECORD + 6, joined, RECORD, RECORD + 6);
    }

    /** With the record's number of the last fragment, which is the highest. */
    private byte[] finished(byte[] last, int length) {
        source = null;
        byte[] whole = Arrays.copyOf(joined, BODY + length);
        System.arraycopy(last, 0, whole, 0, RECORD - 2);
        whole[RECORD - 2] = (byte) ((length + BODY - RECORD) >> 8);
        whole[RECORD - 1] = (byte) (length + BODY - RECORD);
        System.arraycopy(whole, RECORD + 1, whole, RECORD + 9, 3);
        return whole;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }
}
