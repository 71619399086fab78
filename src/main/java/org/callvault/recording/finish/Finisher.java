package org.callvault.recording.finish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.contents.StreamContents;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.kept.KeptPackets;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.callvault.recording.render.Master;
import org.callvault.recording.render.Renderer;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.spool.ReadReport;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolReader;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders one recording: two passes over its packets, the first to learn the times, the second to place the samples.
 * Finishing again what is kept already changes nothing and answers the same. Blocks; holds one chunk of the spool and one
 * block of audio in memory.
 */
final class Finisher {
    /** A manifest lists no more gaps than this; the counts of packets are complete all the same. */
    private static final int MAX_GAPS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

    private final Spool spool;
    private final RecordingStore store;
    private final Optional<ForeignDecoder> foreign;
    private final Optional<Recipients> recipients;
    private final Duration silenceAfter;

    /**
     * With a program for what nothing here decodes, or without.
     *
     * @param recipients for whom all files but the manifest are sealed; empty keeps them in the clear
     * @param silenceAfter how long nothing is heard before the manifest tells it; zero for never
     */
    Finisher(
            Spool spool,
            RecordingStore store,
            Optional<ForeignDecoder> foreign,
            Optional<Recipients> recipients,
            Duration silenceAfter) {
        this.recipients = recipients;
        this.silenceAfter = silenceAfter;
        this.spool = spool;
        this.store = store;
        this.foreign = foreign;
    }

    Finished finish(FinishRequest request) throws IOException {
        Optional<String> kept = store.resume(request.id());
        return kept.isPresent() ? kept(request.id(), kept.get()) : renderWith(request);
    }

    /** An earlier attempt got as far as the store, and what the store keeps is what counts. */
    private Finished kept(RecordingId id, String location) throws IOException {
        byte[] json;
        try (InputStream in = Channels.newInputStream(store.read(id, Manifest.NAME))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            json = bytes.toByteArray();
        }
        return new Finished(RecordingJson.read(json, Manifest.class), location, StagedFiles.sha256(json));
    }

    /** A program that fails costs nothing: the packets that it was to decode are kept. */
    private Finished renderWith(FinishRequest request) throws IOException {
        try {
            return render(request, foreign);
        } catch (ForeignDecoder.Failed e) {
            LOG.atWarn()
                    .setMessage("packets are kept: " + e.getMessage())
                    .addKeyValue("recording", request.id())
                    .log();
            return render(request, Optional.empty());
        }
    }

    private Finished render(FinishRequest request, Optional<ForeignDecoder> with) throws IOException {
        SpoolReader reader = spool.reader(request.id());
        Contents contents = new Contents(with.isPresent());
        ReadReport report = reader.read(request.id(), new PacketPass(request.given(), contents));
        contents.align();
        FinalDescription known = FinalDescription.of(request, contents);
        known.description().streams().forEach(stream -> contents.stream(stream.index()));
        int damaged = damaged(reader, report);
        try (StagedRecording staged = store.stage(request.id())) {
            Manifest manifest = stage(request, reader, contents, known, damaged, staged, with);
            Files.write(staged.file(Manifest.NAME), RecordingJson.writePretty(manifest));
            // The store chains and signs it.
            return kept(request.id(), staged.commit());
        }
    }

    /** A torn tail is how interrupted segments end; it costs no chunk that was whole. */
    private static int damaged(SpoolReader reader, ReadReport report) {
        List<SpoolDamage> damage = new ArrayList<>(reader.damage());
        damage.addAll(report.damage());
        return (int) damage.stream()
                .filter(each -> each.kind() != SpoolDamage.Kind.TORN_TAIL)
                .count();
    }

    private Manifest stage(
            FinishRequest request,
            SpoolReader reader,
            Contents contents,
            FinalDescription known,
            int damaged,
            StagedRecording staged,
            Optional<ForeignDecoder> with)
            throws IOException {
        StagedFiles files = new StagedFiles(staged, recipients);
        OptionalLong origin = contents.originMicros();
        Manifest.Audio audio = null;
        List<StreamReport> streams;
        boolean silent = false;
        if (origin.isPresent()) {
            try (Renderer renderer =
                    new Renderer(staged::scratch, files::open, contents, origin.getAsLong(), request.given(), with)) {
                reader.read(request.id(), new PacketPass(request.given(), renderer));
                renderer.flush();
                audio = writeAudio(renderer, contents, origin.getAsLong(), silenceAfter);
                streams = reports(contents, known, renderer, origin);
                silent = contents.streams().keySet().stream().anyMatch(renderer::isSilent);
            }
            listMedia(contents, files);
        } else {
            streams = reports(contents, known, null, origin);
        }
        writeMetadata(known.description(), files);
        List<String> flags = new ArrayList<>();
        flag(flags, silent, "stream_silent");
        return manifest(contents, known, damaged, audio, streams, files, flags);
    }

    /** Streams that cannot be rendered are silent up to their last packet. */
    private static Manifest.Audio writeAudio(Renderer renderer, Contents contents, long origin, Duration silenceAfter)
            throws IOException {
        Master master = renderer.master();
        long silent = contents.streams().values().stream()
                .filter(stream -> stream.hasMedia() && stream.sampleRates().isEmpty())
                .mapToLong(stream -> (stream.lastMicros() - origin) * master.sampleRate() / 1_000_000)
                .max()
                .orElse(0);
        long samples = Math.max(renderer.samples(), silent);
        renderer.writeAudio(samples, silenceAfter);
        return new Manifest.Audio(
                Renderer.AUDIO,
                master.encoding(),
                master.sampleRate(),
                renderer.format().channels(),
                samples,
                FinalDescription.instant(origin),
                List.of());
    }

    private static void listMedia(Contents contents, StagedFiles files) throws IOException {
        files.list(Renderer.AUDIO, "audio/vnd.wave");
        files.list(Renderer.PEAKS, Renderer.PEAKS_MEDIA_TYPE);
        for (var stream : contents.streams().entrySet()) {
            if (stream.getValue().keepsPackets()) {
                files.list(KeptPackets.name(stream.getKey()), KeptPackets.MEDIA_TYPE);
            }
        }
    }

    private static void writeMetadata(RecordingDescription description, StagedFiles files) throws IOException {
        int number = 1;
        for (RecordingDescription.Document document : description.documents()) {
            byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
            files.write("metadata-" + number++ + ".xml", document.contentType(), text);
        }
    }

    private static List<StreamReport> reports(
            Contents contents, FinalDescription known, @Nullable Renderer renderer, OptionalLong origin) {
        return contents.streams().entrySet().stream()
                .map(stream -> StreamReport.of(stream.getKey(), stream.getValue(), known, renderer, origin))
                .toList();
    }

    private static Manifest manifest(
            Contents contents,
            FinalDescription known,
            int damaged,
            Manifest.@Nullable Audio audio,
            List<StreamReport> reports,
            StagedFiles files,
            List<String> flags) {
        List<Manifest.Stream> streams = new ArrayList<>();
        reports.forEach(report -> streams.add(report.stream(streams.size())));
        List<ManifestGap> gaps =
                reports.stream().flatMap(report -> report.gaps().stream()).toList();
        List<Manifest.Event> events =
                reports.stream().flatMap(report -> report.events().stream()).toList();
        RecordingDescription description = known.complete(flags(contents, known, damaged, gaps.size(), flags));
        return new Manifest(
                Manifest.VERSION,
                description.id().value(),
                description.callId(),
                description.node(),
                description.peer(),
                description.encrypted(),
                description.startedAt(),
                known.endedAt(),
                known.endReason(),
                known.interrupted() ? "interrupted" : "complete",
                description.metadata(),
                audio,
                streams,
                gaps.subList(0, Math.min(MAX_GAPS, gaps.size())),
                events,
                damaged,
                description.flags(),
                files.files(),
                description.trunk(),
                null,
                List.of(),
                null);
    }

    private static List<String> flags(
            Contents contents, FinalDescription known, int damaged, int gaps, List<String> heard) {
        List<String> flags = new ArrayList<>(heard);
        flag(flags, known.interrupted(), "interrupted");
        flag(flags, !contents.hasMedia(), "no_media");
        flag(flags, any(contents, stream -> !stream.unsupported().isEmpty()), "codec_unsupported");
        flag(flags, any(contents, stream -> stream.survey().timestampsJumped()), "timestamps_reanchored");
        flag(flags, any(contents, stream -> stream.survey().unplaced() > 0), "packets_unplaced");
        flag(flags, damaged > 0, "spool_damaged");
        flag(flags, contents.unreadableEntries() > 0, "entries_unreadable");
        flag(flags, gaps > MAX_GAPS, "gaps_truncated");
        return flags;
    }

    private static boolean any(Contents contents, Predicate<StreamContents> test) {
        return contents.streams().values().stream().anyMatch(test);
    }

    private static void flag(List<String> flags, boolean set, String flag) {
        if (set) {
            flags.add(flag);
        }
    }
}
