package org.callvault.cli.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A WAV file at 8 kHz as the commands read it: mu-law or 16-bit linear, any number of channels. */
public record G711Wav(int formatTag, int channels, byte[] data) {
    public static final int LINEAR = 1;
    public static final int ALAW = 6;
    public static final int ULAW = 7;
    private static final int RATE = 8000;

    /** Reads a file; anything but 8 kHz G.711 or 16-bit linear is refused with what to do. */
    public static G711Wav read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    /** Reads the bytes of a WAV file; the name is for messages. */
    public static G711Wav parse(byte[] bytes, String name) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || !word(in).equals("RIFF") || in.getInt() == 0 || !word(in).equals("WAVE")) {
            throw new IOException(name + " is no WAV file");
        }
        int tag = 0;
        int channels = 0;
        while (in.remaining() >= 8) {
            String chunk = word(in);
            int size = Math.min(in.getInt(), in.remaining());
            if (size < 0) {
                throw new IOException(name + " is damaged: a chunk has a negative size");
            }
            int next = in.position() + size + size % 2;
            if (chunk.equals("fmt ")) {
                tag = in.getShort();
                channels = in.getShort();
                require(tag, channels, in.getInt(), name);
            } else if (chunk.equals("data") && channels > 0) {
                byte[] data = new byte[size];
                in.get(data);
                return new G711Wav(tag, channels, data);
            }
            in.position(Math.min(next, in.limit()));
        }
        throw new IOException(name + " has no audio");
    }

    private static void require(int tag, int channels, int rate, String name) throws IOException {
        boolean known = tag == LINEAR || tag == ALAW || tag == ULAW;
        if (!known || rate != RATE || channels < 1) {
            throw new IOException(name + " must be 16-bit linear or G.711 at 8000 Hz, for example made by: ffmpeg -i "
                    + name + " -ar 8000 -ac 1 -c:a pcm_s16le out.wav");
        }
    }

    private static String word(ByteBuffer in) {
        byte[] four = new byte[4];
        in.get(four);
        return new String(four, StandardCharsets.US_ASCII);
    }

    /** Bytes of one sample of one channel. */
    public int sampleBytes() {
        return formatTag == LINEAR ? 2 : 1;
    }

    /** The bytes of one channel, from 0. */
    public byte[] channel(int index) {
        int width = sampleBytes();
        int samples = data.length / (width * channels);
        byte[] one = new byte[samples * width];
        for (int i = 0; i < samples; i++) {
            System.arraycopy(data, (i * channels + index) * width, one, i * width, width);
        }
        return one;
    }
}
