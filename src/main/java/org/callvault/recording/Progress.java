package org.callvault.recording;

/** Is told how far long work is. Cheap to call. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, all) -> {};

    /** So much of all of it, in whatever it is counted. */
    void done(long part, long all);
}
