package org.callvault.conformance;

/** What no test shows: not met yet, or about something that this recorder never does. Never counted as passed. */
@SuppressWarnings("unused")
interface OpenStatements {
    @Statement(
            section = "A",
            number = 5,
            source = "RFC 7866, 7.2",
            text =
                    "A dialog-creating INVITE of the SRS has no SDP; the SRC offers in its 200 and the SRS answers in the ACK")
    @NotApplicable("the SRS starts no recording sessions")
    void anInviteOfTheSrsHasNoOffer();

    @Statement(
            section = "A",
            number = 9,
            source = "RFC 7866, 8.4",
            text = "Where video is supported, two audio and two video streams are")
    @NotApplicable("video is not supported; its m-lines are answered with port 0")
    void twoVideoStreamsAreRecorded();

    @Statement(section = "C", number = 3, source = "RFC 7245, 5", text = "Retrieval is authenticated")
    @Open("there is no login yet; the API listens on loopback only")
    void retrievalIsAuthenticated();
}
