package org.callvault.recording.spool;

/** What an entry of the spool is; the code is what stands on disk. */
public enum EntryKind {
    /** A decrypted RTP packet with its header. */
    RTP(1),
    /** A decrypted RTCP compound packet. */
    RTCP(2),
    /** A {@link org.callvault.recording.RecordingDescription} as JSON; the last one counts. */
    DESCRIPTION(3),
    /** Counters of all streams as JSON; the last one counts. */
    ACCOUNT(4);

    private static final EntryKind[] BY_CODE = {RTP, RTCP, DESCRIPTION, ACCOUNT};

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The kind of a code that was sealed with the chunk, so a wrong one is a newer version's. */
    static EntryKind of(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new SpoolException("entry kind " + code + " is of a newer version", null);
        }
        return BY_CODE[code - 1];
    }
}
