package org.callvault.cli.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.G711Wav;
import org.callvault.recording.manifest.Manifest;

/** Asks a recorder's API what it has of each call, and holds that against what was sent. */
final class Reception {
    /** Questions at a time. */
    private static final int ASKERS = 8;

    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(60);

    private final HttpClient client;
    private final URI api;
    private final boolean readBack;
    private final Tally tally;
    private final AtomicInteger recordings = new AtomicInteger();
    private final LongAdder received = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder wrong = new LongAdder();

    private Reception(HttpClient client, URI api, boolean readBack, Tally tally) {
        this.client = client;
        this.api = api;
        this.readBack = readBack;
        this.tally = tally;
    }

    /**
     * Asks for every call that was answered; one without a recording is a failure.
     *
     * @param readBack whether to count in the audio instead of believing the manifests
     */
    static LoadReport.Packets of(HttpClient client, URI api, boolean readBack, Tally tally) {
        Reception reception = new Reception(client, api, readBack, tally);
        try (ExecutorService askers =
                Executors.newFixedThreadPool(ASKERS, Thread.ofVirtual().factory())) {
            tally.calls().forEach(call -> askers.execute(() -> reception.ask(call)));
        }
        return new LoadReport.Packets(
                readBack ? "recordings" : "manifests",
                reception.recordings.get(),
                reception.received.sum(),
                reception.lost.sum(),
                reception.wrong.sum());
    }

    /** What one call's recording has of it. */
    private record Found(long received, long lost, long wrong) {
        static final Found NOTHING = new Found(0, 0, 0);

        static Found of(long sent, long kept, long wrong) {
            return new Found(kept, Math.max(0, sent - kept), wrong);
        }

        Found and(Found other) {
            return new Found(received + other.received, lost + other.lost, wrong + other.wrong);
        }
    }

    private void ask(PlacedCall call) {
        try {
            FinishedRecording recording = FinishedRecording.await(client, api, call.callId(), FINISHED_WITHIN);
            Manifest manifest = recording.manifest(client);
            Found found = readBack ? read(call, manifest, recording.audio(client)) : believe(call, manifest);
            recordings.incrementAndGet();
            add(found);
        } catch (IOException | RuntimeException missing) {
            add(Found.of(call.sent().stream().mapToInt(Integer::intValue).sum(), 0, 0));
            tally.failed(String.valueOf(missing.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Found found) {
        received.add(found.received());
        lost.add(found.lost());
        wrong.add(found.wrong());
    }

    private static Found believe(PlacedCall call, Manifest manifest) {
        Found all = Found.NOTHING;
        for (int index = 0; index < call.sent().size(); index++) {
            long kept = stream(manifest, index)
                    .map(stream -> stream.packets().received())
                    .orElse(0L);
            all = all.and(Found.of(call.sent().get(index), kept, 0));
        }
        return all;
    }

    /** A stream that was sent and is in no manifest is lost as well. */
    private static Found read(PlacedCall call, Manifest manifest, byte[] audio) throws IOException {
        Path file = Files.createTempFile("callvault-load", ".wav");
        try {
            G711Wav wav = G711Wav.read(Files.write(file, audio));
            Found all = Found.NOTHING;
            for (int index = 0; index < call.sent().size(); index++) {
                Optional<Manifest.Stream> stream = stream(manifest, index);
                int sent = call.sent().get(index);
                all = all.and(stream.isEmpty() ? Found.of(sent, 0, 0) : read(call, stream.get(), sent, wav));
            }
            return all;
        } finally {
            Files.delete(file);
        }
    }

    private static Found read(PlacedCall call, Manifest.Stream stream, int sent, G711Wav wav) {
        CountedCheck check = CountedCheck.of(wav.channel(stream.channel()));
        boolean own = check.stream() == PlacedCall.countedStream(call.number(), stream.index());
        return Found.of(sent, own ? check.found() : 0, check.repeated() + check.altered() + check.foreign());
    }

    private static Optional<Manifest.Stream> stream(Manifest manifest, int index) {
        return manifest.streams().stream()
                .filter(stream -> stream.index() == index)
                .findFirst();
    }
}
