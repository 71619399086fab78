package org.callvault.media;

import java.security.SecureRandom;
import java.util.Base64;

/** What our RTCP calls itself. */
final class Cname {
    private static final int BYTES = 12;

    private Cname() {}

    /** Tells nothing of this node (RFC 7022, section 4.2). */
    static String next(SecureRandom random) {
        byte[] name = new byte[BYTES];
        random.nextBytes(name);
        return Base64.getEncoder().encodeToString(name);
    }
}
