package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.callvault.config.output.Output;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.ManifestSchema;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.rtp.RtpPacket;

/** A call of any payloads, from spool to store. */
public final class Rendering {
    static final RecordingId ID = Recorded.id(7);

    private final Optional<ForeignDecoder> foreign;
    private Optional<Recipients> recipients = Optional.empty();
    private Duration silenceAfter = Duration.ZERO;
    private Outputs outputs = Outputs.DEFAULT;
    private final Spool spool;
    private final SpoolWriter writer;
    private final DirectoryStore store;

    public Rendering(Path temp) throws IOException {
        this(temp, Optional.empty());
    }

    Rendering(Path temp, Optional<ForeignDecoder> foreign) throws IOException {
        this.foreign = foreign;
        spool = Spool.open(temp.resolve("spool"), Recorded.key(temp), Recorded.SETTINGS, Recorded.CLOCK);
        writer = spool.writer(0);
        store = new DirectoryStore(temp.resolve("recordings"));
    }

    /** A packet that arrives so many milliseconds after the start. */
    public Rendering packet(int stream, int payloadType, int sequence, long timestamp, int millis, byte[] payload) {
        byte[] packet = new byte[12 + payload.length];
        RtpPacket.writeHeader(packet, 0, payloadType, false, sequence & 0xFFFF, timestamp, 1000 + stream);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        writer.append(ID, stream, EntryKind.RTP, Recorded.START_MICROS + 1000L * millis, packet, 0, packet.length);
        return this;
    }

    /** Packets of 20 ms, from bytes that follow each other. */
    Rendering packets(int stream, int payloadType, byte[] all, int bytesPerPacket, int ticksPerPacket) {
        for (int i = 0; (i + 1) * bytesPerPacket <= all.length; i++) {
            packet(stream, payloadType, i, (long) i * ticksPerPacket, 20 * i, slice(all, i, bytesPerPacket));
        }
        return this;
    }

    static byte[] slice(byte[] all, int index, int length) {
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    /** Finishes the call; each stream with its payload types. */
    @SafeVarargs
    public final Manifest finish(Map<Integer, String>... formats) throws IOException {
        return finish(IntStream.range(0, formats.length)
                .mapToObj(index -> stream(index, formats[index], Map.of()))
                .toList());
    }

    /** The same of so many streams that have the same ones. */
    Manifest finish(int streams, Map<Integer, String> formats) throws IOException {
        return finish(IntStream.range(0, streams)
                .mapToObj(index -> stream(index, formats, Map.of()))
                .toList());
    }

    /** Finishes a call of one stream, with what was said of its formats. */
    Manifest finishWith(Map<Integer, String> formats, Map<Integer, String> parameters) throws IOException {
        return finish(List.of(stream(0, formats, parameters)));
    }

    private static RecordingDescription.Stream stream(
            int index, Map<Integer, String> formats, Map<Integer, String> parameters) {
        return new RecordingDescription.Stream(
                index, "label" + index, List.of(), formats, parameters, "RTP/AVP", null, List.of());
    }

    private Manifest finish(List<RecordingDescription.Stream> streams) throws IOException {
        writer.end(ID);
        RecordingDescription description = Recorded.description(ID, Recorded.START.plusSeconds(5), new String[0])
                .withStreams(streams);
        Manifest manifest = new Finisher(
                        List.of(spool.source("node-1")), store, foreign, recipients, silenceAfter, outputs)
                .finish(new FinishRequest(ID, description, null), Attempt.ALONE)
                .manifest();
        assertThat(ManifestSchema.problems(manifest)).isEmpty();
        return manifest;
    }

    /** Has long silences told. */
    Rendering tellingSilences(Duration after) {
        silenceAfter = after;
        return this;
    }

    /** Has other files made than a WAV. */
    public Rendering as(Output policy) {
        outputs = new Outputs(policy, Map.of());
        return this;
    }

    /** Has what is kept sealed. */
    public Rendering sealedFor(Recipients to) {
        recipients = Optional.of(to);
        return this;
    }

    public Path directory() throws IOException {
        return store.directory(ID);
    }

    /** Samples of one channel of a linear master. */
    short[] channel(int channel, int channels) throws IOException {
        return channel(directory().resolve("audio.wav"), channel, channels);
    }

    /** The same of any file. */
    static short[] channel(Path file, int channel, int channels) throws IOException {
        byte[] wav = Files.readAllBytes(file);
        ByteBuffer data = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        short[] samples = new short[(wav.length - WavFormat.HEADER_BYTES) / (2 * channels)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = data.getShort(WavFormat.HEADER_BYTES + 2 * (i * channels + channel));
        }
        return samples;
    }
}
