package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.SegmentSource;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.SpoolDirectory;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.rtp.RtpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One recording out of the spools of several nodes, each of which received some of it. */
class MergedSpoolsTest {
    private static final RecordingId ID = Recorded.id(3);
    private static final int PACKETS = 250;

    /** One packet on its way; it may come to several nodes. */
    private record Sent(int stream, long arrivalMicros, byte[] bytes) {}

    @TempDir
    Path temp;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 20; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    /** Two streams, G.711 and G.722, whose decoder remembers; with losses, delays, a wraparound, and other sources. */
    private static List<Sent> call(Random random) {
        List<Sent> sent = new ArrayList<>();
        for (int stream = 0; stream < 2; stream++) {
            int change = 60 + random.nextInt(120);
            int sequence = 65_400 + random.nextInt(300);
            for (int i = 0; i < PACKETS; i++) {
                boolean changed = i >= change;
                if (i == change) {
                    sequence = random.nextInt(65_536);
                }
                byte[] packet = new byte[12 + 160];
                random.nextBytes(packet);
                RtpPacket.writeHeader(
                        packet,
                        0,
                        stream == 0 ? 0 : 9,
                        false,
                        sequence & 0xFFFF,
                        (changed ? 0xFFFF_F000L : 0) + 160L * i & 0xFFFF_FFFFL,
                        1000 + 10 * stream + (changed ? 1 : 0));
                sequence++;
                // The first second of each source, by which it is placed, comes to all nodes alike.
                boolean placing = i < 60 || (changed && i < change + 60);
                long delay = placing ? 0 : random.nextInt(70_000);
                if (random.nextInt(20) > 0 || i == 0 || i == change) {
                    sent.add(new Sent(stream, Recorded.START_MICROS + 20_000L * i + delay, packet));
                }
            }
        }
        sent.sort(Comparator.comparingLong(Sent::arrivalMicros));
        return sent;
    }

    private static RecordingDescription description() {
        return Recorded.description(ID, Recorded.START.plusSeconds(6), new String[0])
                .withStreams(List.of(stream(0, Map.of(0, "PCMU/8000")), stream(1, Map.of(9, "G722/8000"))));
    }

    private static RecordingDescription.Stream stream(int index, Map<Integer, String> types) {
        return new RecordingDescription.Stream(index, null, List.of(), types, Map.of(), "RTP/SAVP", null, List.of());
    }

    private Spool node(String name, List<Sent> received) throws IOException {
        Path data = Files.createDirectories(temp.resolve(name));
        Spool spool = Spool.open(data.resolve("spool"), Recorded.key(data), Recorded.SETTINGS, Recorded.CLOCK);
        SpoolWriter writer = spool.writer(0);
        long flushed = 0;
        for (Sent packet : received) {
            if (packet.arrivalMicros() - flushed > 1_000_000) {
                writer.flush();
                flushed = packet.arrivalMicros();
            }
            writer.append(
                    ID,
                    packet.stream(),
                    EntryKind.RTP,
                    packet.arrivalMicros(),
                    packet.bytes(),
                    0,
                    packet.bytes().length);
        }
        writer.end(ID);
        writer.close();
        return spool;
    }

    private record Rendered(Manifest manifest, byte[] audio) {}

    private Rendered render(String name, List<SegmentSource> spools) throws IOException {
        DirectoryStore store = new DirectoryStore(temp.resolve("recordings-" + name));
        Manifest manifest = new Finisher(
                        spools, store, Optional.empty(), Optional.empty(), Duration.ZERO, Outputs.DEFAULT)
                .finish(new FinishRequest(ID, description(), null), Attempt.ALONE)
                .manifest();
        return new Rendered(manifest, Files.readAllBytes(store.directory(ID).resolve("audio.wav")));
    }

    /** By runs, as media moves between nodes: one of them, or several that receive the same. */
    private static List<List<Sent>> split(List<Sent> sent, int nodes, Random random) {
        List<List<Sent>> received = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            received.add(new ArrayList<>());
        }
        int left = 0;
        int who = 0;
        for (Sent packet : sent) {
            if (left-- <= 0) {
                left = 1 + random.nextInt(90);
                who = 1 + random.nextInt((1 << nodes) - 1);
            }
            for (int node = 0; node < nodes; node++) {
                if ((who >> node & 1) == 1) {
                    received.get(node).add(packet);
                }
            }
        }
        return received;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void howeverACallWasSplitItIsTheSameToTheLastSample(long seed) throws IOException {
        Random random = new Random(seed);
        List<Sent> sent = call(random);
        Rendered whole = render("whole", List.of(node("whole", sent).source("whole")));
        List<List<Sent>> received = split(sent, 2 + random.nextInt(2), random);
        List<SegmentSource> spools = new ArrayList<>();
        for (int node = 0; node < received.size(); node++) {
            Spool spool = node("node-" + node, received.get(node));
            spools.add(
                    node == 0
                            ? spool.source("node-0")
                            : new SpoolDirectory("node-" + node, temp.resolve("node-" + node)));
        }
        Rendered merged = render("merged", spools);
        assertThat(merged.audio()).isEqualTo(whole.audio());
        assertThat(merged.manifest().gaps()).isEqualTo(whole.manifest().gaps());
        assertThat(merged.manifest().parts())
                .hasSameSizeAs(received.stream().filter(each -> !each.isEmpty()).toList());
        for (int stream = 0; stream < 2; stream++) {
            Manifest.Packets ours = merged.manifest().streams().get(stream).packets();
            Manifest.Packets theirs = whole.manifest().streams().get(stream).packets();
            assertThat(ours.received()).isEqualTo(theirs.received());
            assertThat(ours.lost()).isEqualTo(theirs.lost());
            assertThat(merged.manifest().streams().get(stream).ssrcs()).hasSize(2);
        }
    }

    @Test
    void aPartThatIsNotThereIsAGap() throws IOException {
        List<Sent> sent = call(new Random(99));
        List<Sent> first = sent.subList(0, sent.size() / 2);
        Rendered half = render("half", List.of(node("half", first).source("half")));
        Rendered whole = render("whole", List.of(node("whole", sent).source("whole")));
        assertThat(Objects.requireNonNull(half.manifest().audio()).samples())
                .isLessThan(Objects.requireNonNull(whole.manifest().audio()).samples());
    }
}
