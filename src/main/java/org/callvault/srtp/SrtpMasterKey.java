package org.callvault.srtp;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** Master key and master salt of one direction (RFC 3711, section 3.2.1). Never printed; wiped on close. */
public final class SrtpMasterKey implements AutoCloseable {
    private final SrtpSuite suite;
    private final byte[] keyAndSalt;

    private SrtpMasterKey(SrtpSuite suite, byte[] keyAndSalt) {
        this.suite = suite;
        this.keyAndSalt = keyAndSalt;
    }

    /** Copies key followed by salt; refuses another length than the suite's with IllegalArgumentException. */
    public static SrtpMasterKey of(SrtpSuite suite, byte[] keyAndSalt) {
        if (keyAndSalt.length != suite.keyAndSaltLength()) {
            throw new IllegalArgumentException(suite + " takes " + suite.keyAndSaltLength()
                    + " bytes of key and salt, but got " + keyAndSalt.length);
        }
        return new SrtpMasterKey(suite, keyAndSalt.clone());
    }

    public static SrtpMasterKey generate(SrtpSuite suite, SecureRandom random) {
        byte[] keyAndSalt = new byte[suite.keyAndSaltLength()];
        random.nextBytes(keyAndSalt);
        return new SrtpMasterKey(suite, keyAndSalt);
    }

    public SrtpSuite suite() {
        return suite;
    }

    /** A copy of key followed by salt; the caller wipes it. */
    public byte[] keyAndSalt() {
        return keyAndSalt.clone();
    }

    public SrtpMasterKey copy() {
        return new SrtpMasterKey(suite, keyAndSalt.clone());
    }

    /** Compared in constant time. */
    public boolean sameAs(SrtpMasterKey other) {
        return suite == other.suite && MessageDigest.isEqual(keyAndSalt, other.keyAndSalt);
    }

    @Override
    public void close() {
        Arrays.fill(keyAndSalt, (byte) 0);
    }

    @Override
    public String toString() {
        return "SrtpMasterKey[" + suite + ", redacted]";
    }
}
