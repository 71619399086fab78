package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.config.output.Output;
import org.callvault.recording.Progress;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.contents.StreamContents;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.Payload;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.kept.KeptPackets;
import org.callvault.recording.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/** The second pass: puts every packet's samples where they belong, then interleaves the channels. */
public final class Renderer implements PacketPass.Reader, Closeable {
    /** What a waveform is drawn from, see {@code PeaksFile}. */
    public static final String PEAKS = PeaksFile.NAME;

    public static final String PEAKS_MEDIA_TYPE = PeaksFile.MEDIA_TYPE;

    private final KeptOutput output;
    private final Muting muting;
    private final Master master;
    private final Map<Integer, StreamChannel> channels = new TreeMap<>();
    private final Map<Integer, KeptPackets> kept = new TreeMap<>();
    private SilenceListening listening;

    /**
     * One channel for each stream of the contents.
     *
     * @param muting what is not to be heard, and of what no packets are kept
     */
    public Renderer(
            Scratch scratch,
            KeptOutput output,
            Contents contents,
            long originMicros,
            @Nullable RecordingDescription given,
            Optional<ForeignDecoder> foreign,
            Muting muting)
            throws IOException {
        this.output = output;
        this.muting = muting;
        this.master = Master.of(contents);
        this.listening = new SilenceListening(List.of(), master.sampleRate(), Duration.ZERO);
        for (Map.Entry<Integer, StreamContents> stream : contents.streams().entrySet()) {
            int index = stream.getKey();
            StreamContents found = stream.getValue();
            channels.put(index, new StreamChannel(scratch, index, found, originMicros, master, foreign));
            if (found.keepsPackets()) {
                kept.put(index, new KeptPackets(output.open(KeptPackets.name(index)), index));
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
        if (packets != null && !muting.drops(packet)) {
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
    public void flush() throws IOException {
        for (StreamChannel channel : channels.values()) {
            channel.flush();
        }
    }

    /** Gaps of a stream, those of pauses too; all in samples of the master since the start. */
    public List<Gap> gaps(int stream, List<Interval> paused) {
        StreamChannel channel = channels.get(stream);
        return channel == null ? List.of() : channel.gaps(paused);
    }

    /** Telephone events of a stream. */
    public List<EventLog.Event> events(int stream) {
        StreamChannel channel = channels.get(stream);
        return channel == null ? List.of() : channel.events();
    }

    /** Samples of the longest channel. */
    public long samples() {
        return channels.values().stream()
                .mapToLong(StreamChannel::samples)
                .max()
                .orElse(0);
    }

    public Master master() {
        return master;
    }

    public WavFormat format() {
        return master.format(channels.size());
    }

    /**
     * Writes the audio, so many samples long, as the policy says, and its peaks.
     *
     * @param silenceAfter how long nothing is heard before it is told; zero for never
     * @return the files of audio, the main one first
     */
    public List<Manifest.AudioFile> writeAudio(long samples, Duration silenceAfter, Output policy, Progress progress)
            throws IOException {
        listening = new SilenceListening(channels.keySet(), master.sampleRate(), silenceAfter);
        List<AudioFiles.Planned> plan = AudioFiles.plan(policy, channels.size(), !kept.isEmpty());
        try (AudioFiles files = AudioFiles.open(output, plan, master, samples, policy.opusBitrate());
                PeaksFile peaks = new PeaksFile(output.open(PEAKS), master, channels.size(), samples)) {
            List<MasterListener> listeners = new ArrayList<>(files.listeners());
            listeners.add(listening);
            listeners.add(peaks);
            MasterPass.read(master, audible(), samples, listeners, progress);
            return files.files();
        }
    }

    private List<MasterChannel> audible() {
        List<MasterChannel> audible = new ArrayList<>();
        channels.forEach((index, channel) -> {
            List<Interval> silenced = silenced(index);
            audible.add(silenced.isEmpty() ? channel : new MutedChannel(channel, silenced, master));
        });
        return audible;
    }

    /** Where a stream was silenced, in samples of the master since the start. */
    public List<Interval> silenced(int stream) {
        return muting.intervals(stream, master.sampleRate());
    }

    /** Where a stream is silent for long though it is not paused; once, when the audio is written. */
    public List<Interval> silences(int stream, List<Interval> paused) {
        return listening.silences(stream, paused);
    }

    /** Whether nothing at all is heard of a stream that is long enough to tell. */
    public boolean isSilent(int stream) {
        StreamChannel channel = channels.get(stream);
        return channel != null && listening.isSilent(stream, channel.samples());
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
