package org.callvault.recording.retention;

import java.util.Locale;
import org.callvault.security.audit.AuditEvent;

/** Who wants something, and why. The name is what the client says: nobody has checked it. */
public record Order(String actor, String reason) {
    static final String ASKED = "asked";
    static final String DONE = "done";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 1000;

    /** Throws IllegalArgumentException where one of them is missing, too long or not one line; the message tells which. */
    public Order {
        actor = line("the acting person's name", actor, LONGEST_NAME);
        reason = line("the reason", reason, LONGEST_REASON);
    }

    static String line(String what, String text, int longest) {
        String line = text.strip();
        if (line.isEmpty() || line.length() > longest || line.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " is one line of 1 to " + longest + " characters");
        }
        return line;
    }

    /** Whether that is the same person's name, however it is written. */
    boolean isBy(String name) {
        return plain(actor).equals(plain(name));
    }

    AuditEvent event(String action, String result) {
        return AuditEvent.of(action, result).with("actor", actor).with("reason", reason);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
