package org.callvault.recording.render;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Decoder;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.format.StreamTrack.Place;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of one source in order. One that is too late for it is decoded by itself, which costs it a few
 * milliseconds of adaptation.
 */
final class SourceDecoder {
    /** What a codec guesses for what is missing; longer than this, nobody would take it for speech. */
    private static final int GUESSES_PER_SECOND = 10;

    /** Where samples go. */
    interface Output {
        /** Samples of a packet. */
        void decoded(Place place, short[] samples, int sampleRate) throws IOException;

        /** What a codec guesses to have been in packets that never came. */
        void guessed(long position, short[] samples, int sampleRate) throws IOException;
    }

    private record Waiting(Place place, Codec.Builtin codec, byte[] payload) {}

    private final Map<Codec, Integer> sampleRates;
    private final Output output;
    private final PacketOrder<Waiting> order = new PacketOrder<>();
    private long last;
    private long end;
    private Codec.@Nullable Builtin codec;
    private @Nullable Decoder decoder;

    SourceDecoder(Map<Codec, Integer> sampleRates, Output output) {
        this.sampleRates = sampleRates;
        this.output = output;
    }

    void packet(Place place, Codec.Builtin of, RtpEntry packet) throws IOException {
        byte[] payload = Arrays.copyOfRange(
                packet.buffer(), packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
        if (order.isLate(place.sequence())) {
            int rate = rate(of);
            output.decoded(place, of.decoder(rate).decode(payload, 0, payload.length), rate);
        } else {
            decode(order.add(place.sequence(), new Waiting(place, of, payload)));
        }
    }

    /** Decodes what still waits: nothing more comes. */
    void flush() throws IOException {
        decode(order.rest());
    }

    private void decode(List<Waiting> packets) throws IOException {
        for (Waiting packet : packets) {
            decode(packet);
        }
    }

    private void decode(Waiting packet) throws IOException {
        int rate = rate(packet.codec);
        byte[] payload = packet.payload;
        Decoder with = decoder;
        if (with == null || !packet.codec.equals(codec)) {
            with = packet.codec.decoder(rate);
            decoder = with;
            codec = packet.codec;
        } else if (packet.place.sequence() > last + 1) {
            guess(with, packet, rate);
        }
        short[] samples = with.decode(payload, 0, payload.length);
        output.decoded(packet.place, samples, rate);
        last = packet.place.sequence();
        end = packet.place.sample(rate) + samples.length;
    }

    private void guess(Decoder with, Waiting next, int rate) throws IOException {
        long missing = next.place.sample(rate) - end;
        int most = rate / GUESSES_PER_SECOND;
        if (missing > 0) {
            int repeated = missing <= most ? next.payload.length : 0;
            output.guessed(end, with.conceal((int) Math.min(missing, most), next.payload, 0, repeated), rate);
        }
    }

    private int rate(Codec of) {
        return sampleRates.getOrDefault(of, 1);
    }
}
