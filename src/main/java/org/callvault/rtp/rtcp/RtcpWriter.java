package org.callvault.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.List;

/** Writes compound packets; the other half of {@link RtcpReader}. */
final class RtcpWriter {
    private final ByteBuffer out;
    private final int start;

    RtcpWriter(byte[] buffer, int offset) {
        this.out = ByteBuffer.wrap(buffer, offset, buffer.length - offset);
        this.start = offset;
    }

    int write(RtcpCompound compound) {
        if (out.remaining() < compound.length()) {
            throw new IllegalArgumentException(compound.length() + " bytes do not fit in " + out.remaining());
        }
        for (RtcpPacket packet : compound.packets()) {
            switch (packet) {
                case SenderReport report -> senderReport(report);
                case ReceiverReport report -> receiverReport(report);
                case SourceDescription description -> description(description);
                case Bye bye -> bye(bye);
            }
        }
        return out.position() - start;
    }

    private void senderReport(SenderReport report) {
        header(report.blocks().size(), SenderReport.TYPE, report.length());
        out.putInt(report.ssrc())
                .putLong(report.time().bits())
                .putInt((int) report.timestamp())
                .putInt((int) report.packets())
                .putInt((int) report.octets());
        blocks(report.blocks());
    }

    private void receiverReport(ReceiverReport report) {
        header(report.blocks().size(), ReceiverReport.TYPE, report.length());
        out.putInt(report.ssrc());
        blocks(report.blocks());
    }

    private void blocks(List<ReportBlock> blocks) {
        for (ReportBlock block : blocks) {
            out.putInt(block.ssrc())
                    .putInt((block.fractionLost() << 24) | (block.lost() & 0xff_ffff))
                    .putInt((int) block.highestSequence())
                    .putInt((int) block.jitter())
                    .putInt((int) block.lastReport())
                    .putInt((int) block.delay());
        }
    }

    private void description(SourceDescription description) {
        header(description.names().size(), SourceDescription.TYPE, description.length());
        for (SourceDescription.Name name : description.names()) {
            int end = out.position() + name.length();
            byte[] cname = name.bytes();
            out.putInt(name.ssrc())
                    .put((byte) SourceDescription.CNAME)
                    .put((byte) cname.length)
                    .put(cname);
            while (out.position() < end) {
                out.put((byte) 0);
            }
        }
    }

    private void bye(Bye bye) {
        header(bye.ssrcs().size(), Bye.TYPE, bye.length());
        bye.ssrcs().forEach(out::putInt);
    }

    private void header(int count, int type, int length) {
        if (count > RtcpPacket.MOST) {
            throw new IllegalArgumentException(count + " do not fit in one packet");
        }
        out.put((byte) (0x80 | count)).put((byte) type).putShort((short) (length / 4 - 1));
    }
}
