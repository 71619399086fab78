package org.callvault.recording.finish;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Law;
import org.callvault.recording.codec.Resampler;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.StreamTrack;
import org.callvault.recording.format.StreamTrack.Place;
import org.callvault.recording.store.StagedRecording;

/**
 * One channel of the master: the samples of one stream, each rate of theirs in a layer of its own. G.711 is placed packet by
 * packet; what a codec with a memory gives is placed as it is decoded.
 */
final class StreamChannel implements SourceDecoder.Output, Closeable {
    /** Sources that are decoded at a time; a stream has one, or two while one takes over from the other. */
    private static final int MOST_SOURCES = 8;

    private final StreamTrack track;
    private final EventLog events = new EventLog();
    private final Optional<Law> law;
    private final int masterRate;
    private final Map<Codec, Integer> sampleRates;
    private final Map<Integer, ChannelFile> layers = new TreeMap<>();
    private final Map<Integer, Resampler> resamplers = new TreeMap<>();
    private final Map<Integer, SourceDecoder> decoders = new LinkedHashMap<>(16, 0.75f, true);

    StreamChannel(StagedRecording staged, int index, StreamContents contents, StreamTrack track, Master master)
            throws IOException {
        this.track = track;
        this.law = master.law();
        this.masterRate = master.sampleRate();
        this.sampleRates = contents.sampleRates;
        for (int rate : contents.layers()) {
            layers.put(rate, new ChannelFile(staged.scratch("channel-" + index + "-" + rate), law));
            if (rate != masterRate) {
                resamplers.put(rate, new Resampler(rate, masterRate));
            }
        }
    }

    /** Takes a packet of audio. */
    void audio(RtpEntry packet, Codec codec) throws IOException {
        Optional<Place> place = track.place(packet.time());
        if (place.isEmpty()) {
            return;
        }
        if (codec instanceof Codec.G711(Law of)) {
            for (AudioPiece piece : track.claim(place.get(), packet.payloadLength(), Law.RATE)) {
                layer(Law.RATE).write(piece, of, packet.buffer(), packet.payloadOffset());
            }
        } else {
            decoder(place.get().epoch()).packet(place.get(), codec, packet);
        }
    }

    private SourceDecoder decoder(int epoch) throws IOException {
        SourceDecoder known = decoders.computeIfAbsent(epoch, _ -> new SourceDecoder(sampleRates, this));
        if (decoders.size() > MOST_SOURCES) {
            int eldest = decoders.keySet().iterator().next();
            SourceDecoder left = decoders.remove(eldest);
            if (left != null) {
                left.flush();
            }
        }
        return known;
    }

    void event(RtpEntry packet) {
        track.place(packet.time())
                .ifPresent(
                        place -> events.packet(place, packet.buffer(), packet.payloadOffset(), packet.payloadLength()));
    }

    List<EventLog.Event> events() {
        return events.events();
    }

    @Override
    public void decoded(Place place, short[] samples, int sampleRate) throws IOException {
        write(track.claim(place, samples.length, sampleRate), samples, sampleRate);
    }

    /** A guess stays a gap: it fills the place, but does not take it. */
    @Override
    public void guessed(long position, short[] samples, int sampleRate) throws IOException {
        write(track.free(position, samples.length, sampleRate), samples, sampleRate);
    }

    private void write(List<AudioPiece> pieces, short[] samples, int sampleRate) throws IOException {
        for (AudioPiece piece : pieces) {
            layer(sampleRate).write(piece, samples);
        }
    }

    private ChannelFile layer(int sampleRate) {
        ChannelFile file = layers.get(sampleRate);
        if (file == null) {
            throw new IllegalStateException("the first pass saw no samples at " + sampleRate);
        }
        return file;
    }

    /** What nobody sent; all in samples of the master. */
    List<Gap> gaps(List<Interval> paused) {
        List<Interval> inUnits = paused.stream()
                .map(each -> scaled(each, track.unitRate(), masterRate))
                .toList();
        return track.gaps(inUnits).stream()
                .map(gap -> new Gap(scaled(gap.samples(), masterRate, track.unitRate()), gap.packets(), gap.reason()))
                .toList();
    }

    /** Never empty, even where it is shorter than a sample. */
    private static Interval scaled(Interval interval, int to, int from) {
        long start = interval.from() * to / from;
        return new Interval(start, Math.max(start + 1, interval.to() * to / from));
    }

    StreamTrack track() {
        return track;
    }

    /** After the last packet. */
    void flush() throws IOException {
        for (SourceDecoder decoder : new ArrayList<>(decoders.values())) {
            decoder.flush();
        }
    }

    /** Samples of the master up to the last one of this stream. */
    long samples() {
        return Math.ceilDiv(track.end() * masterRate, track.unitRate());
    }

    /** Reads the channel as it stands in the master into {@code block}, from its start. */
    void read(long position, int samples, byte[] block) throws IOException {
        if (law.isPresent()) {
            layer(Law.RATE).readCodes(position, samples, block);
            return;
        }
        float[] sums = new float[samples];
        for (Map.Entry<Integer, ChannelFile> layer : layers.entrySet()) {
            Resampler resampler = resamplers.get(layer.getKey());
            if (resampler == null) {
                addAsItIs(layer.getValue(), position, sums);
            } else {
                short[] input = new short[resampler.inputs(samples)];
                layer.getValue().readLinear(resampler.firstInput(position), input, input.length);
                resampler.add(input, position, samples, sums);
            }
        }
        for (int i = 0; i < samples; i++) {
            int sample = Math.clamp(Math.round(sums[i]), Short.MIN_VALUE, Short.MAX_VALUE);
            block[2 * i] = (byte) sample;
            block[2 * i + 1] = (byte) (sample >> 8);
        }
    }

    private static void addAsItIs(ChannelFile file, long position, float[] sums) throws IOException {
        short[] input = new short[sums.length];
        file.readLinear(position, input, input.length);
        for (int i = 0; i < input.length; i++) {
            sums[i] += input[i];
        }
    }

    @Override
    public void close() throws IOException {
        for (ChannelFile layer : layers.values()) {
            layer.close();
        }
    }
}
