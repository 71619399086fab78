package org.callvault.sip.wire;

import java.util.Arrays;

/**
 * A message as it came: its head read, its bytes untouched.
 *
 * @param bytes the whole message
 * @param headLength bytes of start line, headers and the blank line
 */
public record WireMessage(SipHead head, byte[] bytes, int headLength) {

    /** Start line, headers and blank line. */
    public byte[] headBytes() {
        return Arrays.copyOf(bytes, headLength);
    }

    /** Content-Length bytes, or the rest where a datagram has fewer or no such header (RFC 3261, 18.3). */
    public byte[] body() {
        int rest = bytes.length - headLength;
        int length = head.contentLength() < 0 ? rest : Math.min(rest, head.contentLength());
        return Arrays.copyOfRange(bytes, headLength, headLength + length);
    }

    /** Never the body: it may hold keys. */
    @Override
    public String toString() {
        return "WireMessage[" + bytes.length + " bytes]";
    }
}
