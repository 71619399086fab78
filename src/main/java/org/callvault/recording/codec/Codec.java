package org.callvault.recording.codec;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What payloads of an audio format are made of. All are heard as one channel; those that hold two are mixed.
 * A codec is a value: two of the same format are equal.
 */
public sealed interface Codec permits Codec.Builtin, Framed {
    /** Linear samples a second that this payload needs. */
    int sampleRate(byte[] buffer, int offset, int length);

    /** One that is decoded here. */
    sealed interface Builtin extends Codec {
        /** A decoder of one source that gives so many samples a second: the highest rate that any of its payloads needs. */
        Decoder decoder(int sampleRate);
    }

    /**
     * The codec of a format such as "G722/8000"; empty where nobody decodes it.
     *
     * @param parameters what a=fmtp says of it; empty where it says nothing
     */
    static Optional<Codec> of(String payloadFormat, String parameters) {
        Optional<Codec> builtin = builtin(payloadFormat);
        return builtin.isPresent() ? builtin : Framed.of(payloadFormat, parameters);
    }

    private static Optional<Codec> builtin(String payloadFormat) {
        Optional<Law> law = Law.of(payloadFormat);
        if (law.isPresent()) {
            return Optional.of(new G711(law.get()));
        }
        String[] parts = payloadFormat.toUpperCase(Locale.ROOT).split("/", 3);
        String channels = parts.length < 3 ? "1" : parts[2];
        return switch (parts[0] + "/" + (parts.length < 2 ? "" : parts[1])) {
            // RFC 7587, section 7: always so, whatever is sent; some leave the channels out.
            case "OPUS/48000" -> Optional.of(new Opus());
            case "G722/8000" -> channels.equals("1") ? Optional.of(new G722()) : Optional.empty();
            default -> parts[0].equals("L16") && parts.length > 1 ? Linear.of(parts[1], channels) : Optional.empty();
        };
    }

    /** ITU-T G.711 (RFC 3551, section 4.5.14). */
    record G711(Law law) implements Builtin {
        @Override
        public int sampleRate(byte[] buffer, int offset, int length) {
            return Law.RATE;
        }

        @Override
        public Decoder decoder(int sampleRate) {
            return (buffer, offset, length) -> {
                short[] samples = new short[length];
                for (int i = 0; i < length; i++) {
                    samples[i] = law.decode(buffer[offset + i]);
                }
                return samples;
            };
        }
    }

    /** ITU-T G.722, whose RTP clock counts 8000 a second although it has 16000 samples (RFC 3551, section 4.5.2). */
    record G722() implements Builtin {
        static final int RATE = 16_000;

        @Override
        public int sampleRate(byte[] buffer, int offset, int length) {
            return RATE;
        }

        @Override
        public Decoder decoder(int sampleRate) {
            return new G722Decoder();
        }
    }

    /**
     * Opus (RFC 6716, RFC 7587). Its clock counts 48000 a second whatever it carries; the rate of the samples is what the
     * bandwidth of its packets needs.
     *
     * <pre>
     *  0 1 2 3 4 5 6 7
     * +-+-+-+-+-+-+-+-+
     * | config  |s| c |   first octet of each packet (RFC 6716, section 3.1)
     * +-+-+-+-+-+-+-+-+
     * </pre>
     */
    record Opus() implements Builtin {
        @Override
        public int sampleRate(byte[] buffer, int offset, int length) {
            int config = length == 0 ? 0 : (buffer[offset] & 0xFF) >> 3;
            return switch (config) {
                case 0, 1, 2, 3, 16, 17, 18, 19 -> 8000;
                case 4, 5, 6, 7, 8, 9, 10, 11, 20, 21, 22, 23 -> 16_000;
                case 12, 13, 24, 25, 26, 27 -> 24_000;
                default -> 48_000;
            };
        }

        @Override
        public Decoder decoder(int sampleRate) {
            return new OpusFrames(sampleRate);
        }
    }

    /** L16: linear samples, most significant octet first (RFC 3551, section 4.5.11). */
    record Linear(int rate, int channels) implements Builtin {
        /** What devices sample at; any number a sender might think of would not do as the rate of a file. */
        private static final Set<String> RATES =
                Set.of("8000", "11025", "16000", "22050", "24000", "32000", "44100", "48000");

        static Optional<Codec> of(String rate, String channels) {
            boolean known = RATES.contains(rate) && (channels.equals("1") || channels.equals("2"));
            return known
                    ? Optional.of(new Linear(Integer.parseInt(rate), Integer.parseInt(channels)))
                    : Optional.empty();
        }

        @Override
        public int sampleRate(byte[] buffer, int offset, int length) {
            return rate;
        }

        @Override
        public Decoder decoder(int sampleRate) {
            return this::decode;
        }

        private short[] decode(byte[] buffer, int offset, int length) {
            short[] samples = new short[length / (2 * channels)];
            for (int i = 0; i < samples.length; i++) {
                int sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    int at = offset + 2 * (i * channels + channel);
                    sum += (buffer[at] << 8) | (buffer[at + 1] & 0xFF);
                }
                samples[i] = (short) Math.floorDiv(sum, channels);
            }
            return samples;
        }
    }
}
