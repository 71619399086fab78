package org.callvault.cli.src;

/** What one stream sends: G.711 mu-law at 8 kHz. */
@FunctionalInterface
public interface AudioSource {
    /** Bytes of 20 ms. */
    int FRAME = CountedPayload.FRAME;

    /** The payload of the packet with this number, 160 bytes; asked once for each, in order. */
    byte[] frame(int packet);

    /** Frames that carry the stream's and their own number. */
    static AudioSource counted(int stream) {
        return packet -> CountedPayload.frame(stream, packet);
    }

    /** Recorded sound, repeated to the end of the call. */
    static AudioSource looped(byte[] ulaw) {
        return packet -> {
            byte[] frame = new byte[FRAME];
            for (int i = 0; i < FRAME; i++) {
                frame[i] = ulaw[(int) (((long) packet * FRAME + i) % ulaw.length)];
            }
            return frame;
        };
    }
}
