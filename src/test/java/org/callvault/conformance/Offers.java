package org.callvault.conformance;

import java.util.Base64;

/** Bodies as an SRC writes them. */
final class Offers {
    static final String SDP = "Content-Type: application/sdp\r\n";
    static final String METADATA = "Content-Type: application/rs-metadata+xml\r\n";
    static final String MULTIPART = "Content-Type: multipart/mixed;boundary=b\r\n";
    static final String SIPREC = "Require: siprec\r\n";

    private Offers() {}

    /** A description of m-lines that {@link #audio} writes. */
    static String session(String... media) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" + String.join("", media);
    }

    /** A G.711 m-line with a label, sendonly. */
    static String audio(String label) {
        return audio(30000, "RTP/AVP 0", "a=label:" + label, "a=sendonly");
    }

    static String audio(int port, String protocolAndFormats, String... attributes) {
        return "m=audio " + port + " " + protocolAndFormats + "\r\n" + String.join("\r\n", attributes) + "\r\n";
    }

    /** An SDES line of the usual suite; the key's bytes are all the same. */
    static String crypto(int tag, int key) {
        return "a=crypto:" + tag + " AES_CM_128_HMAC_SHA1_80 inline:" + keyAndSalt(key);
    }

    static String keyAndSalt(int key) {
        byte[] bytes = new byte[30];
        java.util.Arrays.fill(bytes, (byte) key);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Both parts, for {@link #MULTIPART}. */
    static String both(String sdp, String metadata) {
        return both(sdp, "application/rs-metadata+xml", metadata);
    }

    static String both(String sdp, String metadataType, String metadata) {
        return part("Content-Type: application/sdp\r\n", sdp)
                + part("Content-Type: " + metadataType + "\r\nContent-Disposition: recording-session\r\n", metadata)
                + "--b--\r\n";
    }

    static String part(String headers, String content) {
        return "--b\r\n" + headers + "\r\n" + content + "\r\n";
    }

    /** A whole document of these elements. */
    static String recording(String... elements) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\">"
                + "<datamode>complete</datamode>" + String.join("", elements) + "</recording>";
    }

    static String call(String id) {
        return "<session session_id=\"" + id
                + "\"><sipSessionID>ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba3"
                + "87653f2099600ef2</sipSessionID><start-time>2026-11-23T10:00:00Z</start-time></session>";
    }

    static String participant(String id, String name) {
        return "<participant participant_id=\"" + id + "\"><nameID aor=\"sip:" + name + "@lab.example\"><name>" + name
                + "</name></nameID></participant>";
    }

    static String stream(String id, String call, String label) {
        return "<stream stream_id=\"" + id + "\" session_id=\"" + call + "\"><label>" + label + "</label></stream>";
    }

    static String sends(String participant, String stream) {
        return "<participantstreamassoc participant_id=\"" + participant + "\"><send>" + stream
                + "</send></participantstreamassoc>";
    }

    /** One call; Alice speaks on label 1, Bob on label 2. */
    static String twoParties() {
        return recording(
                call("c"),
                participant("a", "alice"),
                participant("b", "bob"),
                stream("s1", "c", "1"),
                stream("s2", "c", "2"),
                sends("a", "s1"),
                sends("b", "s2"));
    }
}
