package org.callvault.cli.src;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Compound RTCP packets of a sender (RFC 3550, 6.1): SR or RR first, then SDES with CNAME, and BYE where the source ends.
 */
final class SenderReport {
    private static final int SR = 200;
    private static final int RR = 201;
    private static final int SDES = 202;
    private static final int BYE = 203;
    private static final byte CNAME_ITEM = 1;
    private static final byte[] CNAME = "callvault-src".getBytes(StandardCharsets.US_ASCII);

    private SenderReport() {}

    static int write(
            byte[] buffer, int ssrc, long ntpSeconds, long ntpFraction, long timestamp, int packets, int octets) {
        ByteBuffer out = ByteBuffer.wrap(buffer);
        header(out, 0, SR, 6);
        out.putInt(ssrc)
                .putInt((int) ntpSeconds)
                .putInt((int) ntpFraction)
                .putInt((int) timestamp)
                .putInt(packets)
                .putInt(octets);
        description(out, ssrc);
        return out.position();
    }

    static int writeBye(byte[] buffer, int ssrc) {
        ByteBuffer out = ByteBuffer.wrap(buffer);
        header(out, 0, RR, 1);
        out.putInt(ssrc);
        description(out, ssrc);
        header(out, 1, BYE, 1);
        out.putInt(ssrc);
        return out.position();
    }

    /** One chunk: SSRC, CNAME, and zeros to the next word. */
    private static void description(ByteBuffer out, int ssrc) {
        int words = (4 + 2 + CNAME.length + 1 + 3) / 4;
        int end = out.position() + 4 + 4 * words;
        header(out, 1, SDES, words);
        out.putInt(ssrc).put(CNAME_ITEM).put((byte) CNAME.length).put(CNAME);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }

    private static void header(ByteBuffer out, int count, int type, int words) {
        out.put((byte) (0x80 | count)).put((byte) type).putShort((short) words);
    }
}
