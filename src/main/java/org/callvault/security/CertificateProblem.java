package org.callvault.security;

/**
 * Something about a certificate chain that peers will not like.
 *
 * @param serious whether peers refuse it now; otherwise they may, or will some day
 * @param wrong a sentence without its stop
 * @param remedy what to do, a sentence without its stop
 */
public record CertificateProblem(Aspect aspect, boolean serious, String wrong, String remedy) {
    /** What was looked at. */
    public enum Aspect {
        /** The node's own certificate first, each certificate signed by the next. */
        ORDER,
        VALIDITY,
        /** Size of keys, algorithms of signatures. */
        STRENGTH,
        /** What the node's own certificate may be used for. */
        PURPOSE,
        /** Whether it names what peers call the node by. */
        NAMES
    }
}
