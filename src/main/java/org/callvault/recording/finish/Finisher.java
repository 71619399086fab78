package org.callvault.recording.finish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Outputs;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.kept.KeptPackets;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.render.Master;
import org.callvault.recording.render.Muting;
import org.callvault.recording.render.Renderer;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.spool.ReadReport;
import org.callvault.recording.spool.SegmentSource;
import org.callvault.recording.spool.SpoolReader;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders one recording: two passes over its packets, the first to learn the times, the second to place the samples.
 * Finishing again what is kept already changes nothing and answers the same. Blocks; holds one chunk of the spool for each
 * lane that wrote it and one block of audio in memory.
 */
final class Finisher {
    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

    private final List<SegmentSource> spools;
    private final RecordingStore store;
    private final Optional<ForeignDecoder> foreign;
    private final Optional<Recipients> recipients;
    private final Duration silenceAfter;
    private final Outputs outputs;

    /**
     * With a program for what nothing here decodes, or without.
     *
     * @param spools where packets may be; all of them are read
     * @param recipients for whom all files but the manifest are sealed; empty keeps them in the clear
     * @param silenceAfter how long nothing is heard before the manifest tells it; zero for never
     */
    Finisher(
            List<SegmentSource> spools,
            RecordingStore store,
            Optional<ForeignDecoder> foreign,
            Optional<Recipients> recipients,
            Duration silenceAfter,
            Outputs outputs) {
        this.spools = List.copyOf(spools);
        this.recipients = recipients;
        this.silenceAfter = silenceAfter;
        this.store = store;
        this.foreign = foreign;
        this.outputs = outputs;
    }

    Finished finish(FinishRequest request, Attempt attempt) throws IOException {
        Optional<String> kept = store.resume(request.id());
        return kept.isPresent() ? kept(request.id(), kept.get()) : renderWith(request, attempt);
    }

    /** What the store keeps is what counts, whoever put it there. */
    Optional<Finished> kept(RecordingId id) throws IOException {
        Optional<String> location = store.location(id);
        return location.isPresent() ? Optional.of(kept(id, location.get())) : Optional.empty();
    }

    /** Of one that was removed while it was finished. */
    void delete(RecordingId id) throws IOException {
        store.delete(id);
    }

    private Finished kept(RecordingId id, String location) throws IOException {
        byte[] json = store.readAll(id, Manifest.NAME);
        return new Finished(RecordingJson.read(json, Manifest.class), location, StagedFiles.sha256(json));
    }

    /** A program that fails costs nothing: the packets that it was to decode are kept. */
    private Finished renderWith(FinishRequest request, Attempt attempt) throws IOException {
        try {
            return render(request, attempt, foreign);
        } catch (ForeignDecoder.Failed e) {
            LOG.atWarn()
                    .setMessage("packets are kept: " + e.getMessage())
                    .addKeyValue("recording", request.id())
                    .log();
            return render(request, attempt, Optional.empty());
        }
    }

    private Finished render(FinishRequest request, Attempt attempt, Optional<ForeignDecoder> with) throws IOException {
        SpoolReader reader = SpoolReader.of(request.spooled(), spools);
        Contents contents = new Contents(with.isPresent());
        ReadReport report = reader.read(
                request.spooled(), new PacketPass(request.given(), contents), attempt.at(FinishStage.READING));
        contents.align();
        FinalDescription known = FinalDescription.of(request, contents);
        known.description().streams().forEach(stream -> contents.stream(stream.index()));
        attempt.stillOurs();
        try (StagedRecording staged = store.stage(request.id())) {
            Staging staging = new Staging(request, reader, contents, known, with, staged, attempt);
            Manifest manifest = staging.stage(report, damaged(reader, report));
            Files.write(staged.file(Manifest.NAME), RecordingJson.writePretty(manifest));
            attempt.at(FinishStage.KEEPING);
            attempt.stillOurs();
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

    /** A recording from its first pass to its manifest. */
    private final class Staging {
        private final FinishRequest request;
        private final SpoolReader reader;
        private final Contents contents;
        private final FinalDescription known;
        private final Optional<ForeignDecoder> with;
        private final StagedRecording staged;
        private final Attempt attempt;
        private final StagedFiles files;
        private final Output policy;

        Staging(
                FinishRequest request,
                SpoolReader reader,
                Contents contents,
                FinalDescription known,
                Optional<ForeignDecoder> with,
                StagedRecording staged,
                Attempt attempt) {
            this.request = request;
            this.reader = reader;
            this.contents = contents;
            this.known = known;
            this.with = with;
            this.staged = staged;
            this.attempt = attempt;
            this.files = new StagedFiles(staged, recipients);
            this.policy = outputs.of(known.description().trunk());
        }

        Manifest stage(ReadReport read, int damaged) throws IOException {
            OptionalLong origin = contents.originMicros();
            Manifest.Audio audio = null;
            List<StreamReport> streams;
            boolean silent = false;
            if (origin.isPresent()) {
                try (Renderer renderer = new Renderer(
                        staged::scratch,
                        files::open,
                        contents,
                        origin.getAsLong(),
                        request.given(),
                        with,
                        muting(origin.getAsLong()))) {
                    read(renderer, FinishStage.RENDERING);
                    renderer.flush();
                    audio = writeAudio(renderer, origin.getAsLong());
                    streams = reports(renderer, origin);
                    silent = contents.streams().keySet().stream().anyMatch(renderer::isSilent);
                }
                listMedia(audio);
            } else {
                streams = reports(null, origin);
            }
            writeMetadata();
            return new FinalManifest(request, contents, known, read, damaged, audio, streams, silent)
                    .with(files.files());
        }

        private void read(PacketPass.Reader pass, FinishStage stage) throws IOException {
            reader.read(request.spooled(), new PacketPass(request.given(), pass), attempt.at(stage));
        }

        private Muting muting(long origin) throws IOException {
            if (policy.dtmf() == Dtmf.KEEP) {
                return Muting.none();
            }
            Muting muting = Muting.of(contents, origin, policy.dtmf() == Dtmf.REDACT);
            read(muting, FinishStage.READING);
            muting.found();
            return muting;
        }

        /** Streams that cannot be rendered are silent up to their last packet. */
        private Manifest.Audio writeAudio(Renderer renderer, long origin) throws IOException {
            Master master = renderer.master();
            long silent = contents.streams().values().stream()
                    .filter(stream -> stream.hasMedia() && stream.sampleRates().isEmpty())
                    .mapToLong(stream -> (stream.lastMicros() - origin) * master.sampleRate() / 1_000_000)
                    .max()
                    .orElse(0);
            long samples = Math.max(renderer.samples(), silent);
            List<Manifest.AudioFile> written =
                    renderer.writeAudio(samples, silenceAfter, policy, attempt.at(FinishStage.WRITING));
            return new Manifest.Audio(
                    written.getFirst().file(),
                    written.getFirst().encoding(),
                    master.sampleRate(),
                    renderer.format().channels(),
                    samples,
                    FinalDescription.instant(origin),
                    written);
        }

        private void listMedia(Manifest.Audio audio) throws IOException {
            for (Manifest.AudioFile file : audio.files()) {
                files.list(file.file(), file.mediaType());
            }
            files.list(Renderer.PEAKS, Renderer.PEAKS_MEDIA_TYPE);
            for (var stream : contents.streams().entrySet()) {
                if (stream.getValue().keepsPackets()) {
                    files.list(KeptPackets.name(stream.getKey()), KeptPackets.MEDIA_TYPE);
                }
            }
        }

        private void writeMetadata() throws IOException {
            int number = 1;
            for (RecordingDescription.Document document : known.description().documents()) {
                byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
                files.write("metadata-" + number++ + ".xml", document.contentType(), text);
            }
        }

        private List<StreamReport> reports(@Nullable Renderer renderer, OptionalLong origin) {
            boolean redacts = policy.dtmf() == Dtmf.REDACT;
            return contents.streams().entrySet().stream()
                    .map(stream ->
                            StreamReport.of(stream.getKey(), stream.getValue(), known, renderer, origin, redacts))
                    .toList();
        }
    }
}
