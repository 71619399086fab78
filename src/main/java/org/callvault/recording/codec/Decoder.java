package org.callvault.recording.codec;

/**
 * Decodes the payloads of one source, in the order of their sequence numbers: what a payload becomes may depend on those
 * before it. A payload that makes no sense becomes silence or nothing, never an exception.
 */
public interface Decoder {
    /** Linear samples of a payload, one channel, 16 bits; none where it holds no audio. */
    short[] decode(byte[] buffer, int offset, int length);

    /**
     * What stands for payloads that never came; the decoder goes on from there.
     *
     * @param samples wanted; fewer or none where a decoder has nothing to say, and the rest is silence
     */
    default short[] conceal(int samples) {
        return new short[0];
    }
}
