package org.callvault.sip.wire;

/** What reading the start line and headers gave. */
public sealed interface HeadResult permits SipHead, HeadResult.Malformed {
    /**
     * Not a SIP head.
     *
     * @param reason fit for a reason phrase: no line breaks, nothing of the message
     */
    record Malformed(String reason) implements HeadResult {}
}
