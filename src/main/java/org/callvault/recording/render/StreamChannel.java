package org.callvault.recording.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.codec.Law;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.contents.StreamContents;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.EventLog;
import org.callvault.recording.format.Gap;
import org.callvault.recording.format.Interval;
import org.callvault.recording.format.StreamTrack;
import org.callvault.recording.format.StreamTrack.Place;

/**
 * One channel of the master: the samples of one stream, each rate of theirs in a layer of its own. G.711 is placed packet by
 * packet; what a codec with a memory gives is placed as it is decoded.
 */
final class StreamChannel implements SourceDecoder.Output, MasterChannel {
    /** Sources that are decoded at a time; a stream has one, or two while one takes over from the other. */
    private static final int MOST_SOURCES = 8;

    private final String name;
    private final Scratch scratch;
    private final StreamTrack track;
    private final EventLog events = new EventLog();
    private final Optional<Law> law;
    private final Optional<ForeignDecoder> foreign;
    private final Map<Codec, Integer> sampleRates;
    private final Layers layers;
    private final Map<Integer, SourceDecoder> decoders = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Framed, ForeignFrames> frames = new LinkedHashMap<>();

    StreamChannel(
            Scratch scratch,
            int index,
            StreamContents contents,
            long originMicros,
            Master master,
            Optional<ForeignDecoder> foreign)
            throws IOException {
        this.name = "channel-" + index;
        this.scratch = scratch;
        this.track = contents.track(originMicros);
        this.law = master.law();
        this.foreign = foreign;
        this.sampleRates = contents.sampleRates();
        Map<Integer, ChannelFile> files = new TreeMap<>();
        for (int rate : contents.layers()) {
            files.put(rate, new ChannelFile(scratch.file(name + "-" + rate), law));
        }
        this.layers = new Layers(files, master.sampleRate());
    }

    /** Takes a packet of audio. */
    void audio(RtpEntry packet, Codec codec) throws IOException {
        Optional<Place> place = track.place(packet.time());
        if (place.isEmpty()) {
            return;
        }
        switch (codec) {
            case Codec.G711(Law of) -> {
                for (AudioPiece piece : track.claim(place.get(), 0, packet.payloadLength(), Law.RATE)) {
                    layers.of(Law.RATE).write(piece, of, packet.buffer(), packet.payloadOffset());
                }
            }
            case Codec.Builtin builtin -> decoder(place.get().epoch()).packet(place.get(), builtin, packet);
            case Framed framed -> {
                if (foreign.isPresent()) {
                    frames(framed).packet(track, place.get(), packet);
                }
            }
        }
    }

    private ForeignFrames frames(Framed codec) throws IOException {
        ForeignFrames known = frames.get(codec);
        if (known == null) {
            String file = name + "-foreign-" + frames.size();
            known = new ForeignFrames(
                    codec,
                    scratch.file(file + ".frames"),
                    scratch.file(file + ".places"),
                    scratch.file(file + ".samples"));
            frames.put(codec, known);
        }
        return known;
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
        write(track.claim(place, 0, samples.length, sampleRate), samples, sampleRate);
    }

    /** A guess stays a gap: it fills the place, but does not take it. */
    @Override
    public void guessed(long position, short[] samples, int sampleRate) throws IOException {
        write(track.free(position, samples.length, sampleRate), samples, sampleRate);
    }

    private void write(List<AudioPiece> pieces, short[] samples, int sampleRate) throws IOException {
        for (AudioPiece piece : pieces) {
            layers.of(sampleRate).write(piece, samples);
        }
    }

    /** What nobody sent; all in samples of the master. */
    List<Gap> gaps(List<Interval> paused) {
        List<Interval> inUnits = paused.stream()
                .map(each -> scaled(each, track.unitRate(), layers.masterRate()))
                .toList();
        return track.gaps(inUnits).stream()
                .map(gap -> new Gap(
                        scaled(gap.samples(), layers.masterRate(), track.unitRate()), gap.packets(), gap.reason()))
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
        for (Map.Entry<Framed, ForeignFrames> each : frames.entrySet()) {
            ChannelFile layer = layers.of(each.getKey().sampleRate());
            each.getValue().finish(foreign.orElseThrow(), layer);
        }
    }

    @Override
    public long samples() {
        return Math.ceilDiv(track.end() * layers.masterRate(), track.unitRate());
    }

    @Override
    public void read(long position, int samples, byte[] block) throws IOException {
        if (law.isPresent()) {
            layers.of(Law.RATE).readCodes(position, samples, block);
        } else {
            layers.read(position, samples, block);
        }
    }

    @Override
    public void close() throws IOException {
        try (layers) {
            for (ForeignFrames each : frames.values()) {
                each.close();
            }
        }
    }
}
