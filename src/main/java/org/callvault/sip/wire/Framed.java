package org.callvault.sip.wire;

import java.util.Optional;

/** What a framer found in a stream of bytes. */
public sealed interface Framed {
    /** A whole message. */
    record Message(WireMessage message) implements Framed {}

    /** A double CRLF between messages, to be answered with one CRLF (RFC 5626, 3.5.1). */
    record KeepAlive() implements Framed {}

    /**
     * The stream cannot be followed any further: answer if there is a head to answer to, and close.
     *
     * @param status 400, 408 or 413
     * @param reason fit for a reason phrase and a metric's label
     */
    record Broken(int status, String reason, Optional<SipHead> head) implements Framed {}
}
