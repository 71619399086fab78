package org.callvault.recording.codec;

/**
 * Decodes the payloads of one source, in the order of their sequence numbers: what a payload becomes may depend on those
 * before it. A payload that makes no sense becomes silence or nothing, never an exception.
 */
@FunctionalInterface
public interface Decoder {
    /** Linear samples of a payload, one channel, 16 bits; none where it holds no audio. */
    short[] decode(byte[] buffer, int offset, int length);

    /**
     * What stands for payloads that never came, where the codec has a way to guess it; the next payload is then decoded as
     * ever.
     *
     * @param samples that are missing; as many or fewer are answered, and what is not is silence
     * @param buffer holds the payload after the missing ones, which may repeat a part of them; its length is 0 where it is
     *     too far away for that
     */
    default short[] conceal(int samples, byte[] buffer, int offset, int length) {
        return new short[0];
    }
}
