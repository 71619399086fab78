package org.callvault.rtp.rtcp;

import java.util.List;
import java.util.stream.Stream;

/**
 * The packets of one RTCP datagram, in order (RFC 3550, section 6.1); those of types that are not known are left out.
 * What was encrypted is plain by now.
 */
public record RtcpCompound(List<RtcpPacket> packets) implements ParsedRtcp {
    public RtcpCompound {
        packets = List.copyOf(packets);
    }

    public static RtcpCompound of(RtcpPacket... packets) {
        return new RtcpCompound(List.of(packets));
    }

    /**
     * Reads a datagram. That its first packet is a report is not asked for: SRCs of RFC 5506 send shorter ones.
     */
    public static ParsedRtcp parse(byte[] buffer, int offset, int length) {
        return new RtcpReader(buffer, offset, length).read();
    }

    /**
     * Writes the packets one after the other.
     *
     * @return how many bytes they took
     * @throws IllegalArgumentException when the buffer has less room than {@link #length}, or a packet has more than {@link
     *     RtcpPacket#MOST} blocks, chunks or sources
     */
    public int write(byte[] buffer, int offset) {
        return new RtcpWriter(buffer, offset).write(this);
    }

    /** Bytes on the wire. */
    public int length() {
        return packets.stream().mapToInt(RtcpPacket::length).sum();
    }

    /** The packets of one kind. */
    public <P extends RtcpPacket> Stream<P> all(Class<P> kind) {
        return packets.stream().filter(kind::isInstance).map(kind::cast);
    }
}
