package org.callvault.recording.render;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.codec.Framed.Frame;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.format.AudioPiece;
import org.callvault.recording.format.StreamTrack;
import org.callvault.recording.format.StreamTrack.Place;
import org.callvault.recording.seal.ScratchFile;

/**
 * Speech of one stream that another program decodes: its frames are put into a file in order, and where their samples
 * belong into another one, because a call can be long. When all are there, the program runs once, and the samples take
 * their places. Each frame becomes as many samples as any other, so the n-th ones are those of the n-th frame.
 */
final class ForeignFrames implements Closeable {
    private record Speech(long position, int from, int length, byte[] stored) {}

    private final Framed codec;
    private final ScratchFile framesFile;
    private final ScratchFile placesFile;
    private final ScratchFile samplesFile;
    private final OutputStream frames;
    private final DataOutputStream places;
    private PacketOrder<List<Speech>> order = new PacketOrder<>();
    private int epoch;
    private long written;
    private long placed;

    ForeignFrames(Framed codec, Path framesFile, Path placesFile, Path samplesFile) throws IOException {
        this.codec = codec;
        this.framesFile = ScratchFile.create(framesFile);
        this.placesFile = ScratchFile.create(placesFile);
        this.samplesFile = ScratchFile.create(samplesFile);
        this.frames = new BufferedOutputStream(this.framesFile.appending(), 1 << 16);
        this.places = new DataOutputStream(new BufferedOutputStream(this.placesFile.appending(), 1 << 16));
        frames.write(codec.fileHeader().getBytes(StandardCharsets.US_ASCII));
    }

    void packet(StreamTrack track, Place place, RtpEntry packet) throws IOException {
        List<Speech> speech = codec.frames(packet.buffer(), packet.payloadOffset(), packet.payloadLength()).stream()
                .flatMap(frame -> claim(track, place, frame).stream())
                .toList();
        if (place.epoch() > epoch) {
            write(order.rest());
            order = new PacketOrder<>();
            epoch = place.epoch();
        }
        if (place.epoch() < epoch || order.isLate(place.sequence())) {
            write(List.of(speech));
        } else {
            write(order.add(place.sequence(), speech));
        }
    }

    /** A frame whose place is taken is decoded all the same: those after it build on it. */
    private List<Speech> claim(StreamTrack track, Place place, Frame frame) {
        List<AudioPiece> free = track.claim(place, frame.sample(), codec.frameSamples(), codec.sampleRate());
        return free.isEmpty()
                ? List.of(new Speech(0, 0, 0, frame.stored()))
                : free.stream()
                        .map(piece -> new Speech(piece.position(), piece.skip(), piece.length(), frame.stored()))
                        .toList();
    }

    private void write(List<List<Speech>> packets) throws IOException {
        for (List<Speech> packet : packets) {
            byte[] before = null;
            for (Speech speech : packet) {
                if (speech.stored != before) {
                    frames.write(speech.stored);
                    written++;
                    before = speech.stored;
                }
                places.writeLong(written - 1);
                places.writeLong(speech.position);
                places.writeInt(speech.from);
                places.writeInt(speech.length);
                placed++;
            }
        }
    }

    /** After the last packet: has all decoded and puts it where it belongs. */
    void finish(ForeignDecoder decoder, ChannelFile into) throws IOException {
        write(order.rest());
        frames.flush();
        places.flush();
        if (written == 0) {
            return;
        }
        decoder.decode(codec, framesFile.reading(), samplesFile.appending());
        long frameBytes = 2L * codec.frameSamples();
        if (samplesFile.size() != written * frameBytes) {
            throw new ForeignDecoder.Failed("of " + written + " frames of " + codec.fileFormat() + " came back "
                    + samplesFile.size() + " bytes, not " + written * frameBytes);
        }
        DataInputStream where = new DataInputStream(new BufferedInputStream(placesFile.reading(), 1 << 16));
        for (long i = 0; i < placed; i++) {
            place(where, into);
        }
    }

    private void place(DataInputStream where, ChannelFile into) throws IOException {
        long frame = where.readLong();
        AudioPiece piece = new AudioPiece(where.readLong(), where.readInt(), where.readInt());
        ByteBuffer bytes = ByteBuffer.allocate(2 * codec.frameSamples()).order(ByteOrder.LITTLE_ENDIAN);
        samplesFile.read(bytes, frame * bytes.capacity());
        short[] decoded = new short[codec.frameSamples()];
        bytes.flip().asShortBuffer().get(decoded);
        into.write(piece, decoded);
    }

    @Override
    public void close() throws IOException {
        try (framesFile;
                placesFile) {
            samplesFile.close();
        }
    }
}
