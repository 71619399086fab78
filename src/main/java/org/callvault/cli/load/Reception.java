package org.callvault.cli.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.G711Wav;
import org.callvault.recording.finish.Manifest;

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

    private void ask(PlacedCall call) {
        try {
            FinishedRecording recording = FinishedRecording.await(client, api, call.callId(), FINISHED_WITHIN);
            Manifest manifest = recording.manifest(client);
            recordings.incrementAndGet();
            if (readBack) {
                read(call, manifest, recording.audio(client));
            } else {
                believe(call, manifest);
            }
        } catch (IOException | RuntimeException missing) {
            lost.add(call.sent().stream().mapToInt(Integer::intValue).sum());
            tally.failed(String.valueOf(missing.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void believe(PlacedCall call, Manifest manifest) {
        for (int stream = 0; stream < call.sent().size(); stream++) {
            int index = stream;
            count(
                    call.sent().get(stream),
                    manifest.streams().stream()
                            .filter(told -> told.index() == index)
                            .mapToLong(told -> told.packets().received())
                            .sum());
        }
    }

    private void read(PlacedCall call, Manifest manifest, byte[] audio) throws IOException {
        Path file = Files.createTempFile("callvault-load", ".wav");
        try {
            G711Wav wav = G711Wav.read(Files.write(file, audio));
            for (Manifest.Stream stream : manifest.streams()) {
                CountedCheck check = CountedCheck.of(wav.channel(stream.channel()));
                boolean own = check.stream() == PlacedCall.countedStream(call.number(), stream.index());
                count(call.sent().get(stream.index()), own ? check.found() : 0);
                wrong.add(check.repeated() + check.altered() + check.foreign());
            }
        } finally {
            Files.delete(file);
        }
    }

    private void count(long sent, long kept) {
        received.add(kept);
        lost.add(Math.max(0, sent - kept));
    }
}
