package org.callvault.recording.finish;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.store.StagedRecording;
import org.jspecify.annotations.Nullable;

/** The second pass: puts every packet's samples where they belong, then interleaves the channels. */
final class Renderer implements PacketPass.Reader, Closeable {
    static final String AUDIO = "audio.wav";

    private static final int BLOCK_SAMPLES = 8192;

    private final StagedRecording staged;
    private final Master master;
    private final Map<Integer, StreamChannel> channels = new TreeMap<>();
    private final Map<Integer, KeptPackets> kept = new TreeMap<>();

    /** One channel for each stream of the contents. */
    Renderer(StagedRecording staged, Contents contents, long originMicros, @Nullable RecordingDescription given)
            throws IOException {
        this.staged = staged;
        this.master = contents.master();
        for (Map.Entry<Integer, StreamContents> stream : contents.streams().entrySet()) {
            int index = stream.getKey();
            StreamContents found = stream.getValue();
            channels.put(index, new StreamChannel(staged, index, found, found.track(originMicros), master));
            if (found.keepsPackets()) {
                kept.put(index, new KeptPackets(staged.file(KeptPackets.name(index)), index));
            }
        }
        if (given != null) {
            describe(given, originMicros);
        }
    }

    @Override
    public void description(RecordingDescription description, long arrivalMicros) throws IOException {
        describe(description, arrivalMicros);
    }

    private void describe(RecordingDescription description, long micros) throws IOException {
        for (RecordingDescription.Stream stream : description.streams()) {
            KeptPackets packets = kept.get(stream.index());
            if (packets != null) {
                packets.describe(stream, micros);
            }
        }
    }

    @Override
    public void rtp(RtpEntry packet) throws IOException {
        StreamChannel channel = channels.get(packet.stream());
        if (channel == null) {
            return;
        }
        KeptPackets packets = kept.get(packet.stream());
        if (packets != null) {
            packets.packet(false, packet.time().arrivalMicros(), packet.buffer(), packet.offset(), packet.length());
        }
        switch (packet.payload()) {
            case Payload.Audio(String format, Codec codec) -> channel.audio(packet, codec);
            case Payload.Event event -> channel.event(packet);
            default -> channel.track().place(packet.time());
        }
    }

    @Override
    public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        KeptPackets packets = kept.get(stream);
        if (packets != null) {
            packets.packet(true, arrivalMicros, buffer, offset, length);
        }
    }

    /** After the last packet. */
    void flush() throws IOException {
        for (StreamChannel channel : channels.values()) {
            channel.flush();
        }
    }

    /** Gaps of a stream, those of pauses too; all in samples of the master since the start. */
    List<Gap> gaps(int stream, List<Interval> paused) {
        StreamChannel channel = channels.get(stream);
        return channel == null ? List.of() : channel.gaps(paused);
    }

    /** Telephone events of a stream. */
    List<EventLog.Event> events(int stream) {
        StreamChannel channel = channels.get(stream);
        return channel == null ? List.of() : channel.events();
    }

    /** Samples of the longest channel. */
    long samples() {
        return channels.values().stream()
                .mapToLong(StreamChannel::samples)
                .max()
                .orElse(0);
    }

    Master master() {
        return master;
    }

    WavFormat format() {
        return master.format(channels.size());
    }

    /** Writes the master, so many samples long. */
    void writeAudio(long samples) throws IOException {
        WavFormat format = format();
        List<StreamChannel> all = List.copyOf(channels.values());
        int width = format.sampleBytes();
        byte[] block = new byte[BLOCK_SAMPLES * width];
        byte[] frames = new byte[BLOCK_SAMPLES * width * all.size()];
        try (OutputStream out = Files.newOutputStream(staged.file(AUDIO))) {
            out.write(format.header(samples));
            for (long at = 0; at < samples; at += BLOCK_SAMPLES) {
                int count = (int) Math.min(BLOCK_SAMPLES, samples - at);
                for (int channel = 0; channel < all.size(); channel++) {
                    all.get(channel).read(at, count, block);
                    interleave(block, count, width, frames, channel, all.size());
                }
                out.write(frames, 0, count * width * all.size());
            }
            if (format.dataBytes(samples) % 2 != 0) {
                out.write(0);
            }
        }
    }

    private static void interleave(byte[] block, int count, int width, byte[] frames, int channel, int channels) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(block, i * width, frames, (i * channels + channel) * width, width);
        }
    }

    @Override
    public void close() throws IOException {
        for (KeptPackets packets : kept.values()) {
            packets.close();
        }
        for (StreamChannel channel : channels.values()) {
            channel.close();
        }
    }
}
