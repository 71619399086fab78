package org.callvault.cli.recordings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.callvault.cli.src.CountedPayload;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;

/** A small finished recording of counted packets, made by hand. */
public record CountedRecording(Path directory) {
    private static final int HEADER = 44;

    /** One channel with packets of these counters, in this order, and silence around them. */
    public static CountedRecording of(Path directory, int... counters) throws IOException {
        byte[] samples = new byte[(counters.length + 2) * CountedPayload.FRAME];
        Arrays.fill(samples, (byte) 0xff);
        for (int i = 0; i < counters.length; i++) {
            System.arraycopy(
                    CountedPayload.frame(0, counters[i]),
                    0,
                    samples,
                    (i + 1) * CountedPayload.FRAME,
                    CountedPayload.FRAME);
        }
        CountedRecording recording = new CountedRecording(directory);
        Files.write(recording.audio(), wav(7, 1, 8000, samples));
        recording.seal();
        return recording;
    }

    public Path audio() {
        return directory.resolve("audio.wav");
    }

    public Path manifest() {
        return directory.resolve(Manifest.NAME);
    }

    /** Changes one byte of the audio's samples. */
    void alter(int sample) throws IOException {
        byte[] bytes = Files.readAllBytes(audio());
        bytes[HEADER + sample] ^= 1;
        Files.write(audio(), bytes);
    }

    /** Writes the manifest for what is there now. */
    void seal() throws IOException {
        byte[] bytes = Files.readAllBytes(audio());
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        Manifest manifest = new Manifest(
                Manifest.VERSION,
                "01a207cc-4b3f-7fe9-a35a-2883a2ad3bf3",
                "call@sbc",
                "node1",
                "192.0.2.1:5061/TLS",
                true,
                start,
                start.plusSeconds(1),
                "bye",
                "complete",
                MergedMetadata.startedAt(start),
                new Manifest.Audio("audio.wav", "PCMU", 8000, 1, bytes.length - HEADER, start, List.of()),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(new Manifest.StoredFile("audio.wav", "audio/vnd.wave", bytes.length, sha256(bytes))),
                null,
                null,
                List.of(),
                null);
        Files.write(manifest(), RecordingJson.writePretty(manifest));
    }

    public static byte[] wav(int tag, int channels, int rate, byte[] samples) {
        int width = tag == 1 ? 2 : 1;
        return ByteBuffer.allocate(HEADER + samples.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + samples.length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) tag)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * channels * width)
                .putShort((short) (channels * width))
                .putShort((short) (8 * width))
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(samples.length)
                .put(samples)
                .array();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
