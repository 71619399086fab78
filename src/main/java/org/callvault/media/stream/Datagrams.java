package org.callvault.media.stream;

/**
 * Telling apart what shares a media port, by its first two bytes.
 *
 * <pre>
 *  first byte   [0..3] STUN   [20..63] DTLS   [128..191] RTP or RTCP    (RFC 7983, section 7)
 *  second byte  [192..223] RTCP, anything else RTP                      (RFC 5761, section 4)
 * </pre>
 */
final class Datagrams {
    private Datagrams() {}

    static boolean isDtls(byte[] buffer, int offset, int length) {
        return length >= 1 && buffer[offset] >= 20 && buffer[offset] <= 63;
    }

    static boolean isRtpOrRtcp(byte[] buffer, int offset, int length) {
        return length >= 2 && (buffer[offset] & 0xC0) == 0x80;
    }

    /** Of what is RTP or RTCP; also where each has a port of its own, since some SRCs mix them up. */
    static boolean isRtcp(byte[] buffer, int offset) {
        int type = buffer[offset + 1] & 0xFF;
        return type >= 192 && type <= 223;
    }
}
