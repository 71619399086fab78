package org.callvault.conformance;

/** The subjects that statements are sorted by; a letter is never given to another one. */
enum Section {
    A("The session recording protocol (RFC 7866, RFC 9806)"),
    B("Recording metadata (RFC 7865)"),
    C("The architecture (RFC 7245)"),
    D("Keys in the session description (RFC 4568)"),
    E("SRTP (RFC 3711)"),
    F("SRTP with larger keys (RFC 6188)"),
    G("SRTP in Galois/counter mode (RFC 7714)"),
    H("DTLS-SRTP (RFC 5763, 5764, 7983, 8122, 8842)"),
    I("SIP (RFC 3261 and companions)"),
    J("RTP, telephone events and comfort noise (RFC 3550, 4733, 3389)");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
