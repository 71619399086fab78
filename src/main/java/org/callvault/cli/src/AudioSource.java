package org.callvault.cli.src;

/** What one stream sends. */
@FunctionalInterface
public interface AudioSource {
    /** Bytes of 20 ms of G.711. */
    int FRAME = CountedPayload.FRAME;

    /** The payload of the packet with this number, 20 ms; asked once for each, in order. */
    byte[] frame(int packet);

    /** Frames that carry the stream's and their own number. */
    static AudioSource counted(int stream) {
        return packet -> CountedPayload.frame(stream, packet);
    }

    /** G.711, repeated to the end of the call. */
    static AudioSource looped(byte[] codes) {
        return looped(codes, FRAME);
    }

    /** Sound that was encoded before, so many bytes a packet, repeated to the end of the call. */
    static AudioSource looped(byte[] coded, int frameBytes) {
        return packet -> {
            byte[] frame = new byte[frameBytes];
            for (int i = 0; i < frameBytes; i++) {
                frame[i] = coded[(int) (((long) packet * frameBytes + i) % coded.length)];
            }
            return frame;
        };
    }
}
