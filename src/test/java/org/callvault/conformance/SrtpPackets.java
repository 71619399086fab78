package org.callvault.conformance;

import java.security.SecureRandom;
import java.util.Arrays;
import org.callvault.rtp.RtpPacket;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;

/** Packets of one source, before and after their protection. */
final class SrtpPackets {
    private static final int SSRC = 0xcafe_babe;
    private static final int LONGEST_TRAILER = 32;

    private SrtpPackets() {}

    static SrtpMasterKey key(SrtpSuite suite) {
        return SrtpMasterKey.generate(suite, new SecureRandom());
    }

    /** Plain RTP with that packet index, or its last 16 bits. */
    static byte[] rtp(long index) {
        byte[] packet = new byte[172];
        RtpPacket.writeHeader(packet, 0, 0, false, (int) (index & 0xffff), 160 * index, SSRC);
        Arrays.fill(packet, RtpPacket.FIXED_HEADER, packet.length, (byte) index);
        return packet;
    }

    /** A plain sender report. */
    static byte[] report() {
        byte[] report = new byte[28];
        report[0] = (byte) 0x80;
        report[1] = (byte) 200;
        report[3] = 6;
        for (int i = 0; i < 4; i++) {
            report[4 + i] = (byte) (SSRC >>> (24 - 8 * i));
        }
        return report;
    }

    static byte[] sent(SrtpSender sender, byte[] plain) {
        byte[] room = Arrays.copyOf(plain, plain.length + LONGEST_TRAILER);
        return Arrays.copyOf(room, sender.protect(room, 0, plain.length));
    }

    static byte[] sentControl(SrtpSender sender, byte[] plain) {
        byte[] room = Arrays.copyOf(plain, plain.length + LONGEST_TRAILER);
        return Arrays.copyOf(room, sender.protectRtcp(room, 0, plain.length));
    }

    static byte[] altered(byte[] packet, int bit) {
        byte[] altered = packet.clone();
        altered[bit / 8] ^= (byte) (0x80 >> bit % 8);
        return altered;
    }

    /** Of a packet that stays as it is. */
    static Unprotected taken(SrtpReceiver receiver, byte[] packet) {
        return receiver.unprotect(packet.clone(), 0, packet.length);
    }

    static Unprotected takenControl(SrtpReceiver receiver, byte[] packet) {
        return receiver.unprotectRtcp(packet.clone(), 0, packet.length);
    }
}
