package org.callvault.conformance;

import java.util.Base64;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;

/** What a session makes of an offered suite. */
final class Sdes {
    private Sdes() {}

    /** Bytes of key and salt in the answer to an offer of so many; empty where the answer has none of that suite. */
    static OptionalInt answered(String suite, int bytes) {
        String key = Base64.getEncoder().encodeToString(new byte[bytes]);
        String media = Offers.audio(
                30000,
                "RTP/SAVP 0",
                "a=label:1",
                "a=sendonly",
                "a=crypto:1 " + suite + " inline:" + key,
                Offers.crypto(2, 2));
        PlayedSession session = new PlayedSession();
        session.answers(Requests.request().sdp(Offers.session(media)));
        Matcher line = Pattern.compile("a=crypto:1 " + suite + " inline:(\\S+)").matcher(session.lastAnswer());
        return line.find() ? OptionalInt.of(Base64.getDecoder().decode(line.group(1)).length) : OptionalInt.empty();
    }
}
