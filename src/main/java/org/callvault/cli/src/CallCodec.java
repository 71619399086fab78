package org.callvault.cli.src;

import java.nio.ByteBuffer;
import org.callvault.recording.codec.Law;

/** What a test call is coded in: 20 ms a packet, at an RTP clock of 8000. */
public enum CallCodec {
    PCMU(0, AudioSource.FRAME) {
        @Override
        public byte[] encode(short[] samples) {
            return Ulaw.encode(samples);
        }
    },
    PCMA(8, AudioSource.FRAME) {
        @Override
        public byte[] encode(short[] samples) {
            byte[] codes = new byte[samples.length];
            for (int i = 0; i < samples.length; i++) {
                codes[i] = nearest(samples[i]);
            }
            return codes;
        }
    },
    /** 16 bits at 8000 a second. */
    L16(96, 2 * AudioSource.FRAME) {
        @Override
        public byte[] encode(short[] samples) {
            ByteBuffer octets = ByteBuffer.allocate(2 * samples.length);
            octets.asShortBuffer().put(samples);
            return octets.array();
        }
    },
    /** What is sent was encoded by somebody else. */
    G722(9, AudioSource.FRAME) {
        @Override
        public byte[] encode(short[] samples) {
            throw new UnsupportedOperationException("nothing here encodes G.722");
        }
    };

    private final int payloadType;
    private final int frameBytes;

    CallCodec(int payloadType, int frameBytes) {
        this.payloadType = payloadType;
        this.frameBytes = frameBytes;
    }

    /** Payloads of samples at 8000 a second, one after the other. */
    public abstract byte[] encode(short[] samples);

    private static byte nearest(short sample) {
        int best = 0;
        for (int code = 1; code < 256; code++) {
            if (Math.abs(Law.A.decode(code) - sample) < Math.abs(Law.A.decode(best) - sample)) {
                best = code;
            }
        }
        return (byte) best;
    }

    int payloadType() {
        return payloadType;
    }

    int frameBytes() {
        return frameBytes;
    }

    /** Payloads, repeated to the end of the call. */
    public AudioSource looped(byte[] payloads) {
        return AudioSource.looped(payloads, frameBytes);
    }
}
