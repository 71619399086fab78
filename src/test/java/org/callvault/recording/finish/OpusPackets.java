package org.callvault.recording.finish;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an encoder of Opus sends. */
public final class OpusPackets {
    private OpusPackets() {}

    /** Wideband packets. */
    public static List<byte[]> tone(int count) throws OpusException {
        return tone(count, 16_000, OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND);
    }

    /** Packets of 20 ms of a tone. */
    public static List<byte[]> tone(int count, int rate, OpusBandwidth bandwidth) throws OpusException {
        OpusEncoder encoder = new OpusEncoder(rate, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        encoder.setBitrate(48_000);
        encoder.setBandwidth(bandwidth);
        List<byte[]> packets = new ArrayList<>();
        short[] pcm = new short[rate / 50];
        byte[] buffer = new byte[1500];
        for (int packet = 0; packet < count; packet++) {
            for (int i = 0; i < pcm.length; i++) {
                pcm[i] = (short) (10_000 * Math.sin(2 * Math.PI * 500 * (packet * pcm.length + i) / rate));
            }
            int length = encoder.encode(pcm, 0, pcm.length, buffer, 0, buffer.length);
            packets.add(Arrays.copyOf(buffer, length));
        }
        return packets;
    }
}
