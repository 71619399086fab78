package org.callvault.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.callvault.config.Settings;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.KeyFiles;
import org.callvault.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/** What tests of this package record: a call that begins at a fixed time. */
public final class Recorded {
    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    public static final long START_MICROS = START.getEpochSecond() * 1_000_000;
    public static final Settings.Recording SETTINGS = new Settings.Recording(
            Duration.ofSeconds(1), 1 << 20, Duration.ofMinutes(1), 1 << 26, 2, 0, "off", Duration.ZERO);
    public static final InstantSource CLOCK = InstantSource.fixed(START);

    private Recorded() {}

    public static RecordingId id(int number) {
        return RecordingId.next(START.plusSeconds(number), new Random(number));
    }

    public static SpoolKey key(Path directory) {
        try {
            return new KeyFiles(directory).loadOrCreate(List.of()).current();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Streams 0 and 1 with these formats of payload type 0. */
    public static RecordingDescription description(RecordingId id, @Nullable Instant endedAt, String... formats) {
        List<RecordingDescription.Stream> streams = IntStream.range(0, formats.length)
                .mapToObj(index -> new RecordingDescription.Stream(
                        index,
                        "label" + index,
                        List.of("p" + index),
                        Map.of(0, formats[index]),
                        Map.of(),
                        "RTP/SAVP",
                        "AES_CM_128_HMAC_SHA1_80",
                        List.of()))
                .toList();
        return new RecordingDescription(
                id,
                "call-" + id,
                "node-1",
                "sbc.example",
                true,
                START,
                endedAt,
                endedAt == null ? null : "bye",
                streams,
                List.of(),
                new MergedMetadata(
                        List.of(new RecordingDescription.Participant("p0", "sip:alice@example.org", "Alice")),
                        List.of(new CallIdentifier("ucid", "00001002381234567890")),
                        List.of(),
                        new MergedMetadata.RecordingSession(START, endedAt)),
                List.of(new RecordingDescription.Document(START, "application/rs-metadata+xml", "<recording/>")),
                "frankfurt");
    }

    /** Packet {@code index} of a stream at 20 ms a packet, with payload bytes that name stream, packet and place. */
    public static byte[] packet(int stream, int index) {
        byte[] packet = new byte[12 + 160];
        RtpPacket.writeHeader(packet, 0, 0, false, (65_500 + index) & 0xFFFF, 160L * index + 9, 1000 + stream);
        System.arraycopy(payload(stream, index), 0, packet, 12, 160);
        return packet;
    }

    public static byte[] payload(int stream, int index) {
        byte[] payload = new byte[160];
        new Random(stream * 1_000_003L + index).nextBytes(payload);
        return payload;
    }

    public static void append(SpoolWriter writer, RecordingId id, int stream, int index, long arrivalMicros) {
        byte[] packet = packet(stream, index);
        writer.append(id, stream, EntryKind.RTP, arrivalMicros, packet, 0, packet.length);
    }

    public static void describe(SpoolWriter writer, RecordingDescription description) {
        byte[] json = RecordingJson.write(description);
        writer.append(description.id(), -1, EntryKind.DESCRIPTION, START_MICROS, json, 0, json.length);
    }
}
