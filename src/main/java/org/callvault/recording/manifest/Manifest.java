package org.callvault.recording.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * What a kept recording is: {@code manifest.json}. It lists every other file with its hash, so whoever trusts the manifest
 * can check the rest.
 *
 * @param version of this layout
 * @param state "complete" or "interrupted"
 * @param audio null when there is none
 * @param events telephone events of all streams; empty in manifests of earlier versions
 * @param spoolDamage chunks of the spool that were altered or gone
 * @param trunk that the call came over; absent where it is not known, and in manifests of earlier versions
 * @param supplements the recording that was finished before a part of it was found, which this one holds; mostly absent
 * @param parts what was read of the spool; empty in manifests of earlier versions
 * @param chain its place among the node's manifests; null in those that are not chained
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int version,
        String recording,
        String callId,
        String node,
        String peer,
        boolean encrypted,
        Instant startedAt,
        Instant endedAt,
        String endReason,
        String state,
        MergedMetadata metadata,
        @Nullable Audio audio,
        List<Stream> streams,
        List<ManifestGap> gaps,
        List<Event> events,
        int spoolDamage,
        List<String> flags,
        List<StoredFile> files,
        @Nullable String trunk,
        @Nullable String supplements,
        List<Part> parts,
        @Nullable Link chain) {
    public Manifest {
        parts = List.copyOf(Objects.requireNonNullElse(parts, List.of()));
        events = List.copyOf(Objects.requireNonNullElse(events, List.of()));
        if (Objects.requireNonNullElse(files, List.<StoredFile>of()).stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a file is null");
        }
    }

    public static final int VERSION = 1;
    public static final String NAME = "manifest.json";

    /** The same at a place in the chain. */
    public Manifest withChain(Link link) {
        return new Manifest(
                version,
                recording,
                callId,
                node,
                peer,
                encrypted,
                startedAt,
                endedAt,
                endReason,
                state,
                metadata,
                audio,
                streams,
                gaps,
                events,
                spoolDamage,
                flags,
                files,
                trunk,
                supplements,
                parts,
                link);
    }

    /**
     * A manifest's place in the chain of the node that finished it.
     *
     * @param node that finished it
     * @param sequence from 1, without holes
     * @param previous SHA-256 of the manifest before; zeros at the first
     * @param ledger hash of the line before in the node's ledger, which covers all lines before; zeros at the first
     * @param timeStamp true where a time stamp of the signature comes to lie beside it; absent where none was asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Link(
            String node,
            long sequence,
            String previous,
            String ledger,
            @Nullable Boolean timeStamp) {
        /** Of a signature without a time stamp. */
        public Link(String node, long sequence, String previous, String ledger) {
            this(node, sequence, previous, ledger, null);
        }

        /** The same place, of a signature that gets a time stamp. */
        public Link timeStamped() {
            return new Link(node, sequence, previous, ledger, true);
        }

        public boolean wantsTimeStamp() {
            return Boolean.TRUE.equals(timeStamp);
        }

        /** Whether both are at the same place of the same chain. */
        public boolean isAt(Link other) {
            return new Link(node, sequence, previous, ledger)
                    .equals(new Link(other.node, other.sequence, other.previous, other.ledger));
        }
    }

    /**
     * A part of the spool that went into the recording: what one lane of one node wrote of it.
     *
     * @param chain its name there, sixteen hexadecimal digits
     * @param chunks that could be read
     */
    public record Part(String chain, int chunks) {}

    /**
     * The audio, as it was put together; samples are counted at this rate whatever the files have.
     *
     * @param file the main one, which is played back
     * @param encoding of the main file: "PCMU", "PCMA" or "L16" in WAV, "FLAC" or "opus"
     * @param startsAt when sample 0 was sent, by this recorder's clock
     * @param samples of each channel
     * @param files all that hold audio, the main one first; empty in manifests of earlier versions
     */
    public record Audio(
            String file,
            String encoding,
            int sampleRate,
            int channels,
            long samples,
            Instant startsAt,
            List<AudioFile> files) {
        public Audio {
            files = List.copyOf(Objects.requireNonNullElse(files, List.of()));
        }

        /** Of all files, the main one first. */
        public List<String> names() {
            return files.isEmpty()
                    ? List.of(file)
                    : files.stream().map(AudioFile::file).toList();
        }

        /** The WAV file that has a channel as it was recorded, with or without the others. */
        public Optional<AudioFile> wavOf(int channel) {
            List<Integer> all = IntStream.range(0, channels).boxed().toList();
            List<AudioFile> known =
                    files.isEmpty() ? List.of(new AudioFile(file, encoding, sampleRate, all, false)) : files;
            return known.stream()
                    .filter(each -> each.isWav() && !each.mixed())
                    .filter(each -> each.channels().contains(channel))
                    .findFirst();
        }
    }

    /**
     * One file of audio.
     *
     * @param encoding as in {@link Audio}
     * @param sampleRate that it is played at
     * @param channels those of {@link Stream#channel()} that it holds, in its order
     * @param mixed whether they are all in one
     */
    public record AudioFile(String file, String encoding, int sampleRate, List<Integer> channels, boolean mixed) {
        public AudioFile {
            channels = List.copyOf(channels);
        }

        boolean isWav() {
            return encoding.startsWith("PCM") || encoding.equals("L16");
        }

        /** For the list of files. */
        public String mediaType() {
            return switch (encoding) {
                case "FLAC" -> "audio/flac";
                case "opus" -> "audio/ogg";
                default -> "audio/vnd.wave";
            };
        }
    }

    /**
     * One m-line.
     *
     * @param channel of the master, from 0
     * @param codecs as name/clock
     * @param ssrcs in the order of their first packets
     * @param sources who was heard; empty in manifests of earlier versions
     * @param bytes of payload
     * @param jitter in timestamp units
     * @param silences long ones outside of pauses; empty in manifests of earlier versions
     * @param kept null where the master holds all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stream(
            int index,
            int channel,
            @Nullable String label,
            List<String> participants,
            List<String> codecs,
            @Nullable String protocol,
            @Nullable String suite,
            List<String> ssrcs,
            List<Source> sources,
            Packets packets,
            long bytes,
            long jitter,
            @Nullable Instant firstPacketAt,
            @Nullable Instant lastPacketAt,
            List<RecordingDescription.Interval> paused,
            List<Silence> silences,
            @Nullable Kept kept) {
        public Stream {
            silences = List.copyOf(Objects.requireNonNullElse(silences, List.of()));
            sources = List.copyOf(Objects.requireNonNullElse(sources, List.of()));
        }
    }

    /**
     * A source of a stream (RFC 3550, section 3).
     *
     * @param cname its canonical name in RTCP; null where it gave none
     * @param ssrcs several where it changed its identifier
     * @param contributors whom it mixed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(@Nullable String cname, List<String> ssrcs, List<Contributor> contributors) {}

    /** Nothing is heard: from this sample of the master to before that one. */
    public record Silence(long fromSample, long toSample) {}

    /** A contributing source (CSRC). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Contributor(String ssrc, @Nullable String cname) {}

    /**
     * Packets of a stream.
     *
     * @param received distinct RTP packets in the recording
     * @param lost missing by sequence number, outside of pauses
     * @param late came after a later one
     * @param duplicate came again
     * @param paused discarded during pauses
     * @param rejected dropped, by reason
     * @param droppedByKernel reached this machine and found no room in the socket's buffer, RTP and RTCP; absent where
     *     the system does not tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Packets(
            long received,
            long lost,
            long late,
            long duplicate,
            long paused,
            long rtcp,
            Map<String, Long> rejected,
            @Nullable Long droppedByKernel) {}

    /**
     * A silence that was not sent as such.
     *
     * @param fromSample counted from the start of the master, at its rate
     * @param toSample not included
     * @param packets missing
     * @param reason lost, paused, silence_suppressed or restarted; or muted, where something was sent and is not kept
     *     because keys were pressed
     */
    public record ManifestGap(int stream, long fromSample, long toSample, long packets, String reason) {}

    /**
     * A telephone event (RFC 4733): a key that somebody pressed. It is not heard in the master.
     *
     * @param event a digit as on the key, "flash", or the number of another event; "redacted" where policy says so
     * @param fromSample counted from the start of the master, at its rate
     */
    public record Event(int stream, String event, Instant at, long fromSample, long durationMillis) {}

    /**
     * Packets of a stream that are kept because the master does not hold all of what came.
     *
     * @param reason "codec_unsupported": there are formats that nothing here decodes, and {@code callvault render} may;
     *     "redundancy": there is more in them with which lost packets might be repaired
     * @param formats that the reason is about
     */
    public record Kept(String file, String reason, List<String> formats) {}

    /**
     * A file beside the manifest, as it lies there.
     *
     * @param content what a sealed file (RFC 5083) holds; null where the file is that itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StoredFile(
            String name,
            String mediaType,
            long bytes,
            String sha256,
            @Nullable SealedContent content) {
        /** What a sealed file's name ends in. */
        public static final String SEALED_SUFFIX = ".p7m";

        public static final String SEALED_MEDIA_TYPE = "application/pkcs7-mime";

        /** A file that is not sealed. */
        public StoredFile(String name, String mediaType, long bytes, String sha256) {
            this(name, mediaType, bytes, sha256, null);
        }

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

        /**
         * What is wrong with the entry itself, whatever lies there; empty where it can be held against a file. A manifest that was
         * signed has no such entry: one that anybody may have written is read too.
         */
        public Optional<String> flaw() {
            if (Objects.isNull(name)) {
                return Optional.of("the manifest lists a file without a name");
            }
            String shown = UNPRINTABLE.matcher(name).replaceAll("?");
            if (!NAME.matcher(name).matches()) {
                return Optional.of(shown + " is no file beside the manifest");
            }
            if (bytes < 0 || Objects.isNull(sha256) || !SHA256.matcher(sha256).matches()) {
                return Optional.of("the manifest has no size or no SHA-256 of " + shown);
            }
            boolean named = content == null
                    || (Objects.nonNull(content.name())
                            && NAME.matcher(content.name()).matches());
            return named ? Optional.empty() : Optional.of("what is in " + shown + " has no name of a file");
        }

        /** Whether this is the file of that name, sealed or not; an entry with a flaw is none. */
        public boolean holds(String wanted) {
            return flaw().isEmpty() && (content == null ? name : content.name()).equals(wanted);
        }
    }

    /** What is read in a sealed file. */
    public record SealedContent(String name, String mediaType, long bytes, String sha256) {}

    public RecordingState recordingState() {
        return state.equals("complete") ? RecordingState.COMPLETE : RecordingState.INTERRUPTED;
    }

    /** As much of the description as the catalog needs. */
    public RecordingDescription description() {
        return new RecordingDescription(
                new RecordingId(recording),
                callId,
                node,
                peer,
                encrypted,
                startedAt,
                endedAt,
                endReason,
                streams.stream()
                        .map(stream -> new RecordingDescription.Stream(
                                stream.index(),
                                stream.label(),
                                stream.participants(),
                                Map.of(),
                                Map.of(),
                                "",
                                null,
                                List.of()))
                        .toList(),
                flags,
                metadata,
                List.of(),
                trunk);
    }
}
