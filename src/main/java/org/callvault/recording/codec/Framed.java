package org.callvault.recording.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A codec that nothing here decodes but other programs do, from files of frames that follow each other. Its payloads are
 * taken apart into such frames.
 *
 * @param fileFormat what ffmpeg calls the file of frames
 * @param fileHeader what the file begins with
 * @param sampleRate of the decoded samples, which is the clock of its RTP too
 * @param frameSamples that every frame becomes
 */
public record Framed(String fileFormat, String fileHeader, int sampleRate, int frameSamples, Layout layout)
        implements Codec {
    /**
     * A frame of speech.
     *
     * @param sample its first one, counted from the first of the packet
     * @param stored as it stands in the file
     */
    public record Frame(int sample, byte[] stored) {}

    /** How frames stand in a payload. */
    sealed interface Layout permits Fixed, AmrLayout {
        /** The speech of a payload; frames of silence and what is cut off are left out. */
        List<Frame> frames(byte[] buffer, int offset, int length, int frameSamples);
    }

    /** All of one size; what is shorter is a description of silence (G.729, Annex B). */
    record Fixed(int bytes) implements Layout {
        @Override
        public List<Frame> frames(byte[] buffer, int offset, int length, int frameSamples) {
            List<Frame> frames = new ArrayList<>();
            for (int at = 0; at + bytes <= length; at += bytes) {
                byte[] stored = new byte[bytes];
                System.arraycopy(buffer, offset + at, stored, 0, bytes);
                frames.add(new Frame(frames.size() * frameSamples, stored));
            }
            return frames;
        }
    }

    /** Of a format such as "G729/8000" and what a=fmtp says of it. */
    static Optional<Codec> of(String payloadFormat, String parameters) {
        String said = parameters.toLowerCase(Locale.ROOT).replace(" ", "");
        return switch (payloadFormat.toUpperCase(Locale.ROOT)) {
            case "G729/8000", "G729/8000/1" -> Optional.of(new Framed("g729", "", 8000, 80, new Fixed(10)));
            case "GSM/8000", "GSM/8000/1" -> Optional.of(new Framed("gsm", "", 8000, 160, new Fixed(33)));
            case "ILBC/8000", "ILBC/8000/1" -> Optional.of(ilbc(said.contains("mode=20")));
            case "AMR/8000", "AMR/8000/1" ->
                AmrLayout.of(false, said).map(layout -> new Framed("amr", "#!AMR\n", 8000, 160, layout));
            case "AMR-WB/16000", "AMR-WB/16000/1" ->
                AmrLayout.of(true, said).map(layout -> new Framed("amr", "#!AMR-WB\n", 16_000, 320, layout));
            default -> Optional.empty();
        };
    }

    /** RFC 3952, section 5: 30 ms unless 20 are said. */
    private static Framed ilbc(boolean mode20) {
        return mode20
                ? new Framed("ilbc", "#!iLBC20\n", 8000, 160, new Fixed(38))
                : new Framed("ilbc", "#!iLBC30\n", 8000, 240, new Fixed(50));
    }

    @Override
    public int sampleRate(byte[] buffer, int offset, int length) {
        return sampleRate;
    }

    /** The frames of a payload. */
    public List<Frame> frames(byte[] buffer, int offset, int length) {
        return layout.frames(buffer, offset, length, frameSamples);
    }
}
