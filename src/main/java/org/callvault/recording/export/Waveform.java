package org.callvault.recording.export;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is drawn of the audio: the least and the greatest sample of each column of a picture, channel by channel, from the
 * peaks that lie beside it (the binary format of audiowaveform, eight bits).
 */
final class Waveform {
    static final String FILE = "peaks.dat";
    static final int COLUMNS = 1000;
    static final int CHANNEL_HEIGHT = 84;

    private static final int HEADER_BYTES = 24;
    private static final int MOST_CHANNELS = 64;
    private static final double HALF = CHANNEL_HEIGHT / 2.0 - 4;

    private final int channels;
    private final int columns;
    private final byte[][] least;
    private final byte[][] greatest;

    private Waveform(int channels, int columns) {
        this.channels = channels;
        this.columns = columns;
        this.least = new byte[channels][columns];
        this.greatest = new byte[channels][columns];
    }

    /** Empty for what is no such file. */
    static Optional<Waveform> read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        byte[] head = in.readNBytes(HEADER_BYTES);
        if (head.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        boolean known = header.getInt(0) == 2 && header.getInt(4) == 1;
        int pixels = header.getInt(16);
        int channels = header.getInt(20);
        if (!known || pixels < 1 || channels < 1 || channels > MOST_CHANNELS) {
            return Optional.empty();
        }
        Waveform waveform = new Waveform(channels, Math.min(pixels, COLUMNS));
        byte[] frame = new byte[2 * channels];
        for (int pixel = 0; pixel < pixels && in.readNBytes(frame, 0, frame.length) == frame.length; pixel++) {
            waveform.add((int) ((long) pixel * waveform.columns / pixels), frame);
        }
        return Optional.of(waveform);
    }

    private void add(int column, byte[] frame) {
        for (int channel = 0; channel < channels; channel++) {
            least[channel][column] = (byte) Math.min(least[channel][column], frame[2 * channel]);
            greatest[channel][column] = (byte) Math.max(greatest[channel][column], frame[2 * channel + 1]);
        }
    }

    int channels() {
        return channels;
    }

    /** The loudest of all is as high as there is room: quiet calls are to be seen too. */
    private double scale() {
        int most = 1;
        for (int channel = 0; channel < channels; channel++) {
            for (int column = 0; column < columns; column++) {
                most = Math.max(most, Math.max(-least[channel][column], greatest[channel][column]));
            }
        }
        return HALF / most;
    }

    /** A closed line around the samples of one channel, as the data of an SVG path. */
    String path(int channel, double middle) {
        double scale = scale();
        StringBuilder above = new StringBuilder();
        String[] below = new String[columns];
        for (int column = 0; column < columns; column++) {
            double x = (double) column * COLUMNS / columns;
            above.append(column == 0 ? "M" : "L")
                    .append(point(x, middle - Math.max(0.5, greatest[channel][column] * scale)));
            below[columns - 1 - column] = "L" + point(x, middle + Math.max(0.5, -least[channel][column] * scale));
        }
        Arrays.stream(below).forEach(above::append);
        return above.append("Z").toString();
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.1f", x, y);
    }
}
