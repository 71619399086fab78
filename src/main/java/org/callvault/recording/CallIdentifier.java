package org.callvault.recording;

/**
 * What another system calls this call, to search by.
 *
 * @param kind such as {@code ucid}, {@code gcid} or {@code session-id}
 * @param value as received, at most {@value #LONGEST} characters
 */
public record CallIdentifier(String kind, String value) {
    public static final int LONGEST = 255;

    public CallIdentifier {
        value = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    }
}
