package org.callvault.sdp.answer;

/**
 * What our own {@code o=} and {@code c=} lines say; never taken from the peer's.
 *
 * @param sessionId stays for the life of the dialog
 * @param version raised by one whenever our description changes
 * @param address IP literal, version 4 or 6, that media is taken at
 */
public record AnswerIdentity(long sessionId, long version, String address) {

    /** The first lines of a description, up to the first m-line. */
    public String sessionLevel() {
        String host = (address.indexOf(':') >= 0 ? "IN IP6 " : "IN IP4 ") + address;
        return "v=0\r\no=- " + sessionId + " " + version + " " + host + "\r\ns=-\r\nc=" + host + "\r\nt=0 0\r\n";
    }
}
