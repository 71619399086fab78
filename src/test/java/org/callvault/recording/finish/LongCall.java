package org.callvault.recording.finish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.DirectoryStore;

/** A process that records twelve hours of a call in the directory of its argument and finishes it. */
final class LongCall {
    static final int HOURS = 12;

    /** A packet of 20 ms every five seconds; the others are silence that nobody sent. */
    private static final int EVERY = 250;

    private LongCall() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        RecordingId id = Recorded.id(1);
        Spool spool =
                Spool.open(directory.resolve("spool"), Recorded.key(directory), Recorded.SETTINGS, Recorded.CLOCK);
        SpoolWriter writer = spool.writer(0);
        for (int second = 0; second < HOURS * 3600; second += EVERY / 50) {
            Recorded.append(writer, id, 0, 50 * second, Recorded.START_MICROS + 1_000_000L * second);
            if (second % 60 == 0) {
                writer.flush();
            }
        }
        writer.end(id);
        Output flac = new Output(List.of(Format.FLAC), Parties.TOGETHER, false, 24_000, Dtmf.MUTE);
        RecordingDescription description =
                Recorded.description(id, Recorded.START.plus(Duration.ofHours(HOURS)), "PCMU/8000");
        Manifest manifest = new Finisher(
                        List.of(spool.source("node-1")),
                        new DirectoryStore(directory.resolve("recordings")),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        new Outputs(flac, Map.of()))
                .finish(new FinishRequest(id, description, null), Attempt.ALONE)
                .manifest();
        Manifest.Packets packets = manifest.streams().getFirst().packets();
        System.out.println(packets.received() + " "
                + Objects.requireNonNull(manifest.audio()).samples() + " " + manifest.state());
    }
}
