package org.callvault.sip.wire;

import java.util.Optional;

/** What reading the start line and headers gave. */
public sealed interface HeadResult permits SipHead, HeadResult.Malformed {
    /**
     * Not a SIP head.
     *
     * @param reason fit for a reason phrase: no line breaks, nothing of the message
     * @param head the header lines where they could be told apart, so that the refusal can repeat them
     */
    record Malformed(String reason, Optional<SipHead> head) implements HeadResult {}
}
