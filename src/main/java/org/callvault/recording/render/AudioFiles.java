package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.recording.encode.AudioEncoder;
import org.callvault.recording.manifest.Manifest.AudioFile;

/** The files of audio that are made of a master, as its trunk's policy says. */
final class AudioFiles implements Closeable {
    /** One that is to be made. */
    record Planned(String name, Format format, List<Integer> channels, boolean mixed) {}

    private static final int OPUS_RATE = 48_000;

    private final List<MasterListener> listeners = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private final List<AudioFile> files = new ArrayList<>();

    /**
     * What a policy asks for, the main file first.
     *
     * @param keepsPackets whether some of the audio is still packets; then there is a WAV, on which that can be built later
     */
    static List<Planned> plan(Output policy, int channels, boolean keepsPackets) {
        List<Format> formats = new ArrayList<>(policy.formats());
        if (keepsPackets && !formats.contains(Format.WAV)) {
            formats.add(Format.WAV);
        }
        List<Integer> all = IntStream.range(0, channels).boxed().toList();
        List<Planned> files = new ArrayList<>();
        for (Format format : formats) {
            if (isApart(policy, format, channels)) {
                all.forEach(channel ->
                        files.add(new Planned(named("channel-" + channel, format), format, List.of(channel), false)));
            } else {
                files.add(new Planned(named("audio", format), format, all, false));
            }
        }
        Format main = formats.getFirst();
        boolean apart = isApart(policy, main, channels);
        if (apart || (policy.mixed() && channels > 1)) {
            files.add(apart ? 0 : files.size(), new Planned(named("mixed", main), main, all, true));
        }
        return files;
    }

    private static boolean isApart(Output policy, Format format, int channels) {
        return channels > 2 && (policy.parties() == Parties.APART || channels > format.mostChannels());
    }

    private static String named(String name, Format format) {
        return name + "." + format.name().toLowerCase(Locale.ROOT);
    }

    static AudioFiles open(KeptOutput output, List<Planned> plan, Master master, long samples, int bitrate)
            throws IOException {
        AudioFiles all = new AudioFiles();
        try {
            for (Planned file : plan) {
                all.open(output.open(file.name()), file, master, samples, bitrate);
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void open(OutputStream out, Planned file, Master master, long samples, int bitrate) throws IOException {
        boolean raw = file.format() == Format.WAV && !file.mixed();
        if (raw) {
            RawWav wav = new RawWav(out, master, file.channels(), samples);
            open.add(wav);
            listeners.add(wav);
        } else {
            int channels = file.mixed() ? 1 : file.channels().size();
            AudioEncoder encoder =
                    AudioEncoder.open(out, file.format(), channels, master.sampleRate(), samples, bitrate);
            EncodedFile encoded = new EncodedFile(encoder, file.channels(), file.mixed());
            open.add(encoded);
            listeners.add(encoded);
        }
        String encoding =
                switch (file.format()) {
                    case WAV -> raw ? master.encoding() : "L16";
                    case FLAC -> "FLAC";
                    case OPUS -> "opus";
                };
        int rate = file.format() == Format.OPUS ? OPUS_RATE : master.sampleRate();
        files.add(new AudioFile(file.name(), encoding, rate, file.channels(), file.mixed()));
    }

    List<MasterListener> listeners() {
        return listeners;
    }

    /** The main one first. */
    List<AudioFile> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
