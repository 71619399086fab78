package org.callvault.recording.encode;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;
import org.callvault.recording.codec.Law;

/** What senders of Opus send: packets of 20 ms at 16000 samples a second, and G.711 codes by search. */
public final class OpusSpeech {
    private static final int SAMPLES = 320;
    private static final byte[] CODES = new byte[1 << 16];

    static {
        for (int code = 0; code < 256; code++) {
            CODES[Law.MU.decode((byte) code) & 0xFFFF] = (byte) code;
        }
        byte last = CODES[0];
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            if (Law.MU.decode(CODES[sample & 0xFFFF]) == sample) {
                last = CODES[sample & 0xFFFF];
            }
            CODES[sample & 0xFFFF] = last;
        }
    }

    private OpusSpeech() {}

    public static byte mu(int sample) {
        return CODES[Math.clamp(sample, Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFF];
    }

    /** So many packets, one after the other. */
    public static byte[][] packets(int count) {
        try {
            OpusEncoder encoder = new OpusEncoder(16_000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            encoder.setBitrate(24_000);
            byte[][] packets = new byte[count][];
            byte[] packet = new byte[1275];
            short[] frame = new short[SAMPLES];
            for (int i = 0; i < count; i++) {
                for (int n = 0; n < SAMPLES; n++) {
                    int at = (i * SAMPLES + n) % 1_600_000;
                    double loud = Math.max(0, Math.sin(at / 12_000.0));
                    frame[n] = (short) (loud * 9000 * Math.sin(at * 0.08 + 3 * Math.sin(at / 1800.0)));
                }
                packets[i] = Arrays.copyOf(packet, encoder.encode(frame, 0, SAMPLES, packet, 0, packet.length));
            }
            return packets;
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
    }
}
