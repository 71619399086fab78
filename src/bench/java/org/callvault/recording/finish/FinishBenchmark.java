package org.callvault.recording.finish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.callvault.config.Settings;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.config.output.Outputs;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.encode.OpusSpeech;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.rtp.RtpPacket;

/**
 * What it costs to finish a call: CPU of the process, from the spool to files that are forced to disk, as times real time that one
 * core keeps up with. Two streams of speech-like sound; each case is warmed by one call and measured by three.
 */
public final class FinishBenchmark {
    private static final int MINUTES = 5;
    private static final int PACKETS = MINUTES * 60 * 50;
    private static final int STREAMS = 2;
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Settings.Recording SETTINGS = new Settings.Recording(
            Duration.ofSeconds(1), 64 << 20, Duration.ofMinutes(5), 64 << 20, 1, 0, "off", Duration.ofSeconds(30));

    private FinishBenchmark() {}

    /** Runs all cases, or those whose names hold the first argument. */
    public static void main(String[] arguments) throws IOException {
        String wanted = arguments.length == 0 ? "" : arguments[0];
        System.out.println("| received | kept as | CPU s for each hour of call | times real time of one core |");
        System.out.println("|---|---|---|---|");
        for (boolean opus : new boolean[] {false, true}) {
            for (List<Format> formats : List.of(
                    List.of(Format.WAV), List.of(Format.FLAC), List.of(Format.OPUS), List.of(Format.values()))) {
                String name = (opus ? "Opus" : "G.711") + " | " + formats;
                if (name.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))) {
                    measure(name, opus, formats);
                }
            }
        }
    }

    private static void measure(String name, boolean opus, List<Format> formats) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "finish-bench-");
        try {
            RecordingId id = RecordingId.next(START, new Random(1));
            Spool spool = spool(directory, id, opus);
            double[] seconds = new double[4];
            for (int run = 0; run < seconds.length; run++) {
                seconds[run] = finish(directory, "run-" + run, spool, id, opus, formats);
            }
            double[] measured = Arrays.copyOfRange(seconds, 1, seconds.length);
            Arrays.sort(measured);
            double hour = measured[1] * 60 / MINUTES;
            System.out.printf("| %s | %.1f | %.0f |%n", name.replaceAll("[\\[\\]]", ""), hour, 3600 / hour);
        } finally {
            delete(directory);
        }
    }

    private static Spool spool(Path directory, RecordingId id, boolean opus) throws IOException {
        Spool spool = Spool.open(
                directory.resolve("spool"), SpoolKey.random(new SecureRandom()), SETTINGS, InstantSource.system());
        byte[][] payloads = opus ? OpusSpeech.packets(PACKETS) : codes();
        SpoolWriter writer = spool.writer(0);
        for (int i = 0; i < PACKETS; i++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                byte[] payload = payloads[i % payloads.length];
                byte[] packet = new byte[12 + payload.length];
                RtpPacket.writeHeader(
                        packet, 0, opus ? 96 : 0, false, i & 0xFFFF, (opus ? 960L : 160L) * i, 1000 + stream);
                System.arraycopy(payload, 0, packet, 12, payload.length);
                long arrival = START.getEpochSecond() * 1_000_000 + 20_000L * i;
                writer.append(id, stream, EntryKind.RTP, arrival, packet, 0, packet.length);
            }
            if (i % 50 == 0) {
                writer.flush();
            }
        }
        writer.end(id);
        writer.close();
        return spool;
    }

    /** Tones that come and go, with some noise. */
    private static byte[][] codes() {
        byte[][] codes = new byte[500][160];
        Random random = new Random(7);
        for (int i = 0; i < codes.length * 160; i++) {
            double loud = Math.max(0, Math.sin(i / 6000.0));
            double sample = loud * 9000 * Math.sin(i * 0.15 + 3 * Math.sin(i / 900.0)) + random.nextGaussian() * 40;
            codes[i / 160][i % 160] = OpusSpeech.mu((int) sample);
        }
        return codes;
    }

    private static double finish(
            Path directory, String run, Spool spool, RecordingId id, boolean opus, List<Format> formats)
            throws IOException {
        Output output = new Output(formats, Parties.TOGETHER, false, 24_000, Dtmf.KEEP);
        Finisher finisher = new Finisher(
                List.of(spool.source("bench")),
                new DirectoryStore(directory.resolve(run)),
                Optional.empty(),
                Optional.empty(),
                SETTINGS.silenceAfter(),
                new Outputs(output, Map.of()));
        long before = cpuNanos();
        finisher.finish(new FinishRequest(id, description(id, opus), null), Attempt.ALONE);
        long after = cpuNanos();
        delete(directory.resolve(run));
        return (after - before) / 1e9;
    }

    private static RecordingDescription description(RecordingId id, boolean opus) {
        List<RecordingDescription.Stream> streams = Stream.of(0, 1)
                .map(index -> new RecordingDescription.Stream(
                        index,
                        null,
                        List.of(),
                        opus ? Map.of(96, "opus/48000/2") : Map.of(0, "PCMU/8000"),
                        Map.of(),
                        "RTP/SAVP",
                        null,
                        List.of()))
                .toList();
        Instant end = START.plus(Duration.ofMinutes(MINUTES));
        return new RecordingDescription(
                id,
                "call",
                "bench",
                "sbc",
                true,
                START,
                end,
                "bye",
                streams,
                List.of(),
                MergedMetadata.startedAt(START),
                List.of(),
                null);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
