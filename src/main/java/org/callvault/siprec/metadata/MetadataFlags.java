package org.callvault.siprec.metadata;

/** Leniencies that reading a metadata document may need; values of {@link RecordingMetadata#flags()}. */
public final class MetadataFlags {
    /** Not well-formed; read after its stray ampersands were escaped. */
    public static final String REPAIRED = "metadata_repaired";

    /** Nobody is said to send anything; participants were matched to streams by the order of the labels. */
    public static final String SENDERS_BY_ORDER = "senders_by_order";

    /** A stream or participant has no id; one was made up from its label or position. */
    public static final String ID_MISSING = "id_missing";

    /** A stream has no label, so nothing ties it to an m-line. */
    public static final String LABEL_MISSING = "label_missing";

    /** A time names no zone, or is no time at all: its text is kept, its instant is unknown. */
    public static final String TIME_UNCLEAR = "time_unclear";

    private MetadataFlags() {}
}
