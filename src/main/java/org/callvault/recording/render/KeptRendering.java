package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.callvault.recording.Progress;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.format.Payload;
import org.callvault.recording.kept.KeptPacketsReader;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.AudioFile;

/**
 * Renders a finished recording again, with a program that decodes what was kept as packets. The recording stays as it is:
 * what comes out is a file of its own, with the channels of the master in their order.
 */
public final class KeptRendering implements Closeable {
    /**
     * What came out.
     *
     * @param rendered streams whose packets were decoded now
     * @param undecoded formats that still nobody decodes
     */
    public record Result(int channels, int sampleRate, long samples, List<Integer> rendered, List<String> undecoded) {}

    private final RecordingFiles recording;
    private final Manifest manifest;
    private final Manifest.Audio audio;
    private final ForeignDecoder decoder;
    private final Path scratch;
    private final Contents contents = new Contents(true);
    private final Map<Integer, MasterChannel> channels = new TreeMap<>();

    private KeptRendering(RecordingFiles recording, Manifest.Audio audio, ForeignDecoder decoder, Path scratch) {
        this.recording = recording;
        this.manifest = recording.manifest();
        this.audio = audio;
        this.decoder = decoder;
        this.scratch = scratch;
    }

    /**
     * Renders into a file, which appears when it is whole. Blocks for a bounded time; memory does not grow with the call.
     *
     * @throws IOException where a file is damaged, the disk is full, or the program fails
     */
    public static Result render(RecordingFiles recording, ForeignDecoder decoder, Path out) throws IOException {
        Manifest manifest = recording.manifest();
        Manifest.Audio audio = manifest.audio();
        if (audio == null || manifest.streams().stream().noneMatch(stream -> stream.kept() != null)) {
            throw new IOException("nothing is left to render: no packets of the recording are kept");
        }
        Path beside = out.toAbsolutePath().getParent();
        Path scratch = Files.createTempDirectory(beside, ".render-");
        try (KeptRendering rendering = new KeptRendering(recording, audio, decoder, scratch)) {
            return rendering.into(out);
        }
    }

    private Result into(Path out) throws IOException {
        for (Manifest.Stream stream : manifest.streams()) {
            read(stream, contents);
        }
        contents.align();
        int rate = Math.max(audio.sampleRate(), Master.of(contents).sampleRate());
        Master master = new Master(Optional.empty(), rate);
        for (Manifest.Stream stream : manifest.streams()) {
            channels.put(stream.channel(), isDecoded(stream) ? decoded(stream, master) : finished(stream, master));
        }
        long samples = channels.values().stream()
                .mapToLong(MasterChannel::samples)
                .max()
                .orElse(0);
        Path whole = scratch.resolve("whole");
        List<Integer> all = IntStream.range(0, channels.size()).boxed().toList();
        try (RawWav wav = new RawWav(Files.newOutputStream(whole), master, all, samples)) {
            MasterPass.read(master, List.copyOf(channels.values()), samples, List.of(wav), Progress.NONE);
        }
        Files.move(whole, out, StandardCopyOption.REPLACE_EXISTING);
        List<Integer> rendered = manifest.streams().stream()
                .filter(this::isDecoded)
                .map(Manifest.Stream::index)
                .toList();
        return new Result(channels.size(), rate, samples, rendered, undecoded());
    }

    private boolean isDecoded(Manifest.Stream stream) {
        return stream.kept() != null
                && !contents.stream(stream.index()).sampleRates().isEmpty();
    }

    private FinishedChannel finished(Manifest.Stream stream, Master master) throws IOException {
        Path file = scratch.resolve("finished-" + stream.channel());
        AudioFile holder = audio.wavOf(stream.channel())
                .orElseThrow(() -> new IOException("no WAV file holds channel " + stream.channel()
                        + " as it was: recordings that keep packets have one, unless it was taken out"));
        try (SeekableByteChannel wav = recording.open(holder.file())) {
            return FinishedChannel.of(wav, holder, stream.channel(), audio.samples(), master.sampleRate(), file);
        }
    }

    private StreamChannel decoded(Manifest.Stream stream, Master master) throws IOException {
        StreamChannel channel = new StreamChannel(
                scratch::resolve,
                stream.index(),
                contents.stream(stream.index()),
                micros(audio.startsAt()),
                master,
                Optional.of(decoder));
        try {
            read(stream, new Placing(channel));
            channel.flush();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void read(Manifest.Stream stream, PacketPass.Reader reader) throws IOException {
        Manifest.Kept kept = stream.kept();
        if (kept != null) {
            try (InputStream capture = Channels.newInputStream(recording.open(kept.file()))) {
                KeptPacketsReader.read(capture, kept.file(), stream.index(), new PacketPass(null, reader));
            }
        }
    }

    private List<String> undecoded() {
        TreeSet<String> formats = new TreeSet<>();
        contents.streams().values().forEach(stream -> formats.addAll(stream.unsupported()));
        return List.copyOf(formats);
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    /** The second pass over one stream. */
    private record Placing(StreamChannel channel) implements PacketPass.Reader {
        @Override
        public void rtp(RtpEntry packet) throws IOException {
            if (packet.payload() instanceof Payload.Audio(String format, Codec codec)) {
                channel.audio(packet, codec);
            } else {
                channel.track().place(packet.time());
            }
        }

        @Override
        public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) {}
    }

    @Override
    public void close() throws IOException {
        for (MasterChannel channel : channels.values()) {
            channel.close();
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
