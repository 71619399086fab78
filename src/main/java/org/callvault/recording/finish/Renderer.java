package org.callvault.recording.finish;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.Law;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.StreamTrack;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.store.StagedRecording;
import org.jspecify.annotations.Nullable;

/** The second pass: puts every packet's samples where they belong, then interleaves the channels. */
final class Renderer implements PacketPass.Reader, Closeable {
    static final String AUDIO = "audio.wav";

    private static final int BLOCK_SAMPLES = 8192;

    private static final class Channel implements Closeable {
        final StreamTrack track;
        final ChannelFile file;
        final @Nullable PacketDump dump;

        Channel(StreamTrack track, ChannelFile file, @Nullable PacketDump dump) {
            this.track = track;
            this.file = file;
            this.dump = dump;
        }

        @Override
        public void close() throws IOException {
            try (file) {
                if (dump != null) {
                    dump.close();
                }
            }
        }
    }

    private final StagedRecording staged;
    private final Optional<Law> master;
    private final Map<Integer, Channel> channels = new TreeMap<>();

    /** One channel for each stream of the contents. */
    Renderer(StagedRecording staged, Contents contents, long originMicros) throws IOException {
        this.staged = staged;
        this.master = contents.commonLaw();
        for (Map.Entry<Integer, StreamContents> stream : contents.streams().entrySet()) {
            channels.put(stream.getKey(), open(stream.getKey(), stream.getValue(), originMicros));
        }
    }

    private Channel open(int index, StreamContents stream, long originMicros) throws IOException {
        PacketDump dump = stream.unsupported ? new PacketDump(staged.file(dumpName(index)), originMicros) : null;
        ChannelFile file = new ChannelFile(staged.scratch("channel-" + index), master);
        return new Channel(stream.survey.track(originMicros), file, dump);
    }

    static String dumpName(int stream) {
        return "stream-" + stream + ".rtpdump";
    }

    @Override
    public void rtp(RtpEntry packet) throws IOException {
        Channel channel = channels.get(packet.stream());
        if (channel == null) {
            return;
        }
        if (channel.dump != null) {
            channel.dump.packet(
                    false, packet.time().arrivalMicros(), packet.buffer(), packet.offset(), packet.length());
        }
        if (packet.payload() instanceof Payload.Audio(String format, Law law)) {
            for (AudioPiece piece : channel.track.audio(packet.time(), packet.payloadLength())) {
                channel.file.write(piece, law, packet.buffer(), packet.payloadOffset());
            }
        } else {
            channel.track.other(packet.time());
        }
    }

    @Override
    public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        Channel channel = channels.get(stream);
        if (channel != null && channel.dump != null) {
            channel.dump.packet(true, arrivalMicros, buffer, offset, length);
        }
    }

    /** Gaps of a stream; pauses in samples since the start. */
    List<Gap> gaps(int stream, List<Interval> paused) {
        Channel channel = channels.get(stream);
        return channel == null ? List.of() : channel.track.gaps(paused);
    }

    /** Samples of the longest channel. */
    long samples() {
        return channels.values().stream()
                .mapToLong(channel -> channel.track.end())
                .max()
                .orElse(0);
    }

    WavFormat format() {
        return new WavFormat(Math.max(1, channels.size()), master);
    }

    /** Writes the master, so many samples long. */
    void writeAudio(long samples) throws IOException {
        WavFormat format = format();
        List<ChannelFile> files = new ArrayList<>();
        channels.values().forEach(channel -> files.add(channel.file));
        int width = format.sampleBytes();
        byte[] block = new byte[BLOCK_SAMPLES * width];
        byte[] frames = new byte[BLOCK_SAMPLES * width * files.size()];
        try (OutputStream out = Files.newOutputStream(staged.file(AUDIO))) {
            out.write(format.header(samples));
            for (long at = 0; at < samples; at += BLOCK_SAMPLES) {
                int count = (int) Math.min(BLOCK_SAMPLES, samples - at);
                for (int channel = 0; channel < files.size(); channel++) {
                    files.get(channel).read(at, count, block);
                    interleave(block, count, width, frames, channel, files.size());
                }
                out.write(frames, 0, count * width * files.size());
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
        for (Channel channel : channels.values()) {
            channel.close();
        }
    }
}
