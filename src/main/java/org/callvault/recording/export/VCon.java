package org.callvault.recording.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.jspecify.annotations.Nullable;

/**
 * A recording as a vCon (draft-ietf-vcon-vcon-core-04, section 4), a container of conversations that other programs read: parties,
 * the audio as a dialog, the SRC's metadata and the manifest as attachments, all inside.
 *
 * @param vcon version of the syntax, for readers of the drafts
 * @param uuid of the recording
 * @param createdAt when it was exported
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VCon(
        String vcon,
        String uuid,
        @JsonProperty("created_at") Instant createdAt,
        List<Party> parties,
        List<Dialog> dialog,
        List<Attachment> attachments) {
    private static final String SYNTAX = "0.4.0";
    private static final String BASE64URL = "base64url";

    /** All of it is in memory, some times over: about two hours of stereo G.711. */
    static final long MOST_AUDIO = 128L << 20;

    /** Somebody who took part (section 4.2). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Party(
            @Nullable String tel,
            @Nullable String sip,
            @Nullable String name) {}

    /**
     * What was recorded (section 4.3).
     *
     * @param duration in seconds
     * @param parties indices of those on each channel
     * @param contentHash SHA-512 of the content, in base64url behind its name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Dialog(
            String type,
            Instant start,
            double duration,
            List<Object> parties,
            @Nullable String mediatype,
            @Nullable String filename,
            @Nullable String body,
            @Nullable String encoding,
            @JsonProperty("content_hash") @Nullable String contentHash) {}

    /** A document that belongs to it (section 4.4). */
    public record Attachment(
            String purpose,
            Instant start,
            int party,
            int dialog,
            String mediatype,
            String filename,
            String body,
            String encoding,
            @JsonProperty("content_hash") String contentHash) {}

    /**
     * Makes one.
     *
     * @param files with a key where they are sealed
     * @param manifestJson the manifest as it lies there
     * @throws IOException when the audio is sealed and there is no key, or it is too long for a document
     */
    public static VCon of(RecordingFiles files, byte[] manifestJson, Instant now) throws IOException {
        Manifest manifest = files.manifest();
        List<Participant> people = manifest.metadata().participants();
        List<Party> parties = new ArrayList<>(people.stream().map(VCon::party).toList());
        if (parties.isEmpty()) {
            parties.add(new Party(null, null, "unknown"));
        }
        return new VCon(
                SYNTAX,
                manifest.recording(),
                now,
                parties,
                List.of(dialog(files, manifest, people)),
                attachments(files, manifest, manifestJson));
    }

    private static Party party(Participant participant) {
        String address = participant.aor();
        boolean tel = address != null && address.startsWith("tel:");
        return new Party(tel ? address : null, tel ? null : address, participant.name());
    }

    private static Dialog dialog(RecordingFiles files, Manifest manifest, List<Participant> people) throws IOException {
        Manifest.Audio audio = manifest.audio();
        if (audio == null) {
            throw new IOException("the recording has no audio");
        }
        StoredFile stored = manifest.files().stream()
                .filter(file -> file.holds(audio.file()))
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException(audio.file()));
        long bytes =
                stored.content() == null ? stored.bytes() : stored.content().bytes();
        if (bytes > MOST_AUDIO) {
            throw new IOException(
                    audio.file() + " has " + bytes + " bytes, too many for one document: export a bundle");
        }
        byte[] content = content(files, audio.file());
        return new Dialog(
                "recording",
                audio.startsAt(),
                Duration.ofMillis(audio.samples() * 1000 / Math.max(1, audio.sampleRate()))
                                .toMillis()
                        / 1000.0,
                channels(manifest, audio, people),
                stored.content() == null ? stored.mediaType() : stored.content().mediaType(),
                audio.file(),
                base64url(content),
                BASE64URL,
                hash(content));
    }

    /** An index for each channel; several in a list where more than one is heard on it, and null where nobody is known. */
    private static List<Object> channels(Manifest manifest, Manifest.Audio audio, List<Participant> people) {
        Map<String, Integer> places = new HashMap<>();
        people.forEach(person -> places.putIfAbsent(person.id(), places.size()));
        List<Object> channels = new ArrayList<>();
        for (int channel = 0; channel < audio.channels(); channel++) {
            int wanted = channel;
            List<Integer> heard = manifest.streams().stream()
                    .filter(stream -> stream.channel() == wanted)
                    .flatMap(stream -> stream.participants().stream())
                    .flatMap(id -> Optional.ofNullable(places.get(id)).stream())
                    .distinct()
                    .toList();
            channels.add(heard.size() == 1 ? heard.getFirst() : heard.isEmpty() ? null : heard);
        }
        return channels;
    }

    private static List<Attachment> attachments(RecordingFiles files, Manifest manifest, byte[] manifestJson)
            throws IOException {
        List<Attachment> attachments = new ArrayList<>();
        for (StoredFile file : manifest.files()) {
            String name = file.content() == null ? file.name() : file.content().name();
            if (name.startsWith("metadata-")) {
                String type = file.content() == null
                        ? file.mediaType()
                        : file.content().mediaType();
                attachments.add(attachment("SIPREC metadata", manifest, type, name, content(files, name)));
            }
        }
        attachments.add(
                attachment("manifest of the recording", manifest, "application/json", Manifest.NAME, manifestJson));
        return attachments;
    }

    private static Attachment attachment(String purpose, Manifest manifest, String type, String name, byte[] content) {
        return new Attachment(
                purpose, manifest.startedAt(), 0, 0, type, name, base64url(content), BASE64URL, hash(content));
    }

    private static byte[] content(RecordingFiles files, String name) throws IOException {
        try (InputStream in = Channels.newInputStream(files.open(name))) {
            return in.readAllBytes();
        }
    }

    private static String base64url(byte[] content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    /** Section 2.2: the algorithm's name, a hyphen, and the hash. */
    private static String hash(byte[] content) {
        try {
            return "sha512-" + base64url(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
