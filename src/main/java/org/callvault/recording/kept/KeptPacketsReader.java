package org.callvault.recording.kept;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.format.PacketCapture;
import org.callvault.recording.spool.EntryKind;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.SessionDescription;

/** Reads a capture that {@link KeptPackets} wrote, block by block, as a pass over the spool would have brought it. */
public final class KeptPacketsReader {
    private static final int SMALLEST_BLOCK = PacketCapture.BLOCK_HEADER_BYTES + PacketCapture.HEADER_BYTES + 4;
    private static final int LARGEST_BLOCK = PacketCapture.BLOCK_HEADER_BYTES + (1 << 16) + 4;

    /** What stands before the description in an announcement without authentication (RFC 2974, section 6). */
    private static final int ANNOUNCEMENT_HEADER = 8 + "application/sdp".length() + 1;

    private final String name;
    private final int stream;
    private final PacketPass pass;

    private KeptPacketsReader(String name, int stream, PacketPass pass) {
        this.name = name;
        this.stream = stream;
        this.pass = pass;
    }

    /** Reads a capture; the name is for messages. */
    public static void read(InputStream capture, String name, int stream, PacketPass pass) throws IOException {
        new KeptPacketsReader(name, stream, pass).read(new DataInputStream(new BufferedInputStream(capture, 1 << 16)));
    }

    private void read(DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(PacketCapture.FILE_HEADER_BYTES), PacketCapture.fileHeader())) {
            throw damaged();
        }
        for (byte[] start = in.readNBytes(8); start.length > 0; start = in.readNBytes(8)) {
            ByteBuffer head = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
            int type = start.length < 8 ? 0 : head.getInt();
            int length = start.length < 8 ? 0 : head.getInt();
            if (type != PacketCapture.PACKET_BLOCK || length < SMALLEST_BLOCK || length > LARGEST_BLOCK) {
                throw damaged();
            }
            block(rest(in, length - 8));
        }
    }

    private byte[] rest(DataInputStream in, int length) throws IOException {
        try {
            byte[] rest = new byte[length];
            in.readFully(rest);
            return rest;
        } catch (EOFException e) {
            throw damaged();
        }
    }

    /** After type and length: interface (4), time (8), captured (4), original (4), IPv4, UDP, payload. */
    private void block(byte[] rest) throws IOException {
        ByteBuffer block = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
        long micros = ((long) block.getInt(4) << 32) | (block.getInt(8) & 0xFFFFFFFFL);
        int offset = PacketCapture.BLOCK_HEADER_BYTES - 8 + PacketCapture.HEADER_BYTES;
        int length = block.getInt(12) - PacketCapture.HEADER_BYTES;
        if (length < 0 || offset + length > rest.length) {
            throw damaged();
        }
        int port = block.order(ByteOrder.BIG_ENDIAN).getShort(offset - 6) & 0xFFFF;
        if (port == KeptPackets.ANNOUNCEMENT_PORT) {
            announced(rest, offset, length);
        } else {
            EntryKind kind = port == KeptPackets.rtpPort(stream) ? EntryKind.RTP : EntryKind.RTCP;
            pass.entry(kind, stream, micros, rest, offset, length);
        }
    }

    private void announced(byte[] buffer, int offset, int length) throws IOException {
        byte[] text =
                Arrays.copyOfRange(buffer, Math.min(offset + length, offset + ANNOUNCEMENT_HEADER), offset + length);
        if (!(SessionDescription.parse(text) instanceof SessionDescription description)
                || description.media().isEmpty()) {
            throw damaged();
        }
        MediaDescription media = description.media().getFirst();
        Map<Integer, String> formats = new HashMap<>();
        Map<Integer, String> parameters = new HashMap<>();
        for (String format : media.formats()) {
            media.rtpmap(format).ifPresent(is -> formats.put(Integer.valueOf(format), is));
            media.fmtp(format).ifPresent(says -> parameters.put(Integer.valueOf(format), says));
        }
        pass.learn(new RecordingDescription.Stream(
                stream, null, List.of(), formats, parameters, media.protocol(), null, List.of()));
    }

    private IOException damaged() {
        return new IOException(name + " is no capture of this recorder, or it is damaged");
    }
}
