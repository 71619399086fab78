package org.callvault.rtp.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one compound packet (RFC 3550, 6.1 and A.2). No count of a packet leads out of that packet. */
final class RtcpReader {
    private static final int HEADER = 4;

    private final byte[] buffer;
    private final int start;
    private final int end;
    private final List<RtcpPacket> packets = new ArrayList<>(3);

    RtcpReader(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.start = offset;
        this.end = offset + length;
    }

    ParsedRtcp read() {
        if (start == end) {
            return new MalformedRtcp("nothing");
        }
        try {
            int at = start;
            while (at < end) {
                at = packet(at);
            }
        } catch (Unreadable unreadable) {
            return new MalformedRtcp(unreadable.reason());
        }
        return new RtcpCompound(packets);
    }

    /** Ends the reading; without a stack, as hostile input brings it about. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Unreadable(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Returns where the next packet begins. */
    private int packet(int at) throws Unreadable {
        check(end - at >= HEADER && (buffer[at] & 0xc0) == 0x80, "no header of version 2");
        int next = at + 4 * (unsignedShort(at + 2) + 1);
        check(next <= end, "longer than its datagram");
        int limit = (buffer[at] & 0x20) == 0 ? next : withoutPadding(at, next);
        int count = buffer[at] & 0x1f;
        switch (buffer[at + 1] & 0xff) {
            case SenderReport.TYPE -> packets.add(senderReport(at, count, limit));
            case ReceiverReport.TYPE -> packets.add(receiverReport(at, count, limit));
            case SourceDescription.TYPE -> packets.add(description(at + HEADER, count, limit));
            case Bye.TYPE -> packets.add(bye(at + HEADER, count, limit));
            default -> {
                // APP, feedback (RFC 4585), extended reports (RFC 3611): of no use to a recorder.
            }
        }
        return next;
    }

    /** Only the last packet may be padded, by whole words (6.4.1). */
    private int withoutPadding(int at, int next) throws Unreadable {
        int padding = buffer[next - 1] & 0xff;
        check(next == end, "padding within the compound");
        check(padding > 0 && padding % 4 == 0 && padding <= next - at - HEADER, "padding of " + padding + " bytes");
        return next - padding;
    }

    private SenderReport senderReport(int at, int count, int limit) throws Unreadable {
        check(limit - at >= SenderReport.FIXED, "truncated SR");
        return new SenderReport(
                word(at + 4),
                new NtpTime((unsignedWord(at + 8) << 32) | unsignedWord(at + 12)),
                unsignedWord(at + 16),
                unsignedWord(at + 20),
                unsignedWord(at + 24),
                blocks(at + SenderReport.FIXED, count, limit));
    }

    private ReceiverReport receiverReport(int at, int count, int limit) throws Unreadable {
        check(limit - at >= ReceiverReport.FIXED, "truncated RR");
        return new ReceiverReport(word(at + 4), blocks(at + ReceiverReport.FIXED, count, limit));
    }

    /** What follows the blocks is an extension of some profile. */
    private List<ReportBlock> blocks(int first, int count, int limit) throws Unreadable {
        check(limit - first >= count * ReportBlock.LENGTH, "fewer report blocks than counted");
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int at = first; blocks.size() < count; at += ReportBlock.LENGTH) {
            int loss = word(at + 4);
            blocks.add(new ReportBlock(
                    word(at),
                    loss >>> 24,
                    loss << 8 >> 8,
                    unsignedWord(at + 8),
                    unsignedWord(at + 12),
                    unsignedWord(at + 16),
                    unsignedWord(at + 20)));
        }
        return blocks;
    }

    private SourceDescription description(int first, int count, int limit) throws Unreadable {
        List<SourceDescription.Name> names = new ArrayList<>(count);
        int at = first;
        for (int chunk = 0; chunk < count; chunk++) {
            check(limit - at >= 4, "fewer chunks than counted");
            at = chunk(at, limit, names);
        }
        return new SourceDescription(names);
    }

    /** Items to the first zero, then zeros to the next word; returns where that is. */
    private int chunk(int chunk, int limit, List<SourceDescription.Name> names) throws Unreadable {
        int at = chunk + 4;
        boolean named = false;
        while (at < limit && buffer[at] != 0) {
            check(limit - at >= 2 && limit - at - 2 >= (buffer[at + 1] & 0xff), "an item beyond its packet");
            int size = buffer[at + 1] & 0xff;
            if (buffer[at] == SourceDescription.CNAME && !named) {
                named = true;
                names.add(new SourceDescription.Name(word(chunk), text(at + 2, size)));
            }
            at += 2 + size;
        }
        // One that fills its packet needs no zero to be understood.
        return at == limit ? limit : chunk + ((at - chunk) / 4 + 1) * 4;
    }

    /** Bytes that are no UTF-8 would grow when they are replaced; then each counts as a character of its own. */
    private String text(int at, int size) {
        String text = new String(buffer, at, size, StandardCharsets.UTF_8);
        boolean clean = text.indexOf('\ufffd') < 0;
        return clean ? text : new String(buffer, at, size, StandardCharsets.US_ASCII).replace('\ufffd', '?');
    }

    private Bye bye(int first, int count, int limit) throws Unreadable {
        check(limit - first >= 4 * count, "fewer sources than counted");
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int source = 0; source < count; source++) {
            ssrcs.add(word(first + 4 * source));
        }
        return new Bye(ssrcs);
    }

    private static void check(boolean holds, String otherwise) throws Unreadable {
        if (!holds) {
            throw new Unreadable(otherwise);
        }
    }

    private int unsignedShort(int at) {
        return ((buffer[at] & 0xff) << 8) | (buffer[at + 1] & 0xff);
    }

    private int word(int at) {
        return (unsignedShort(at) << 16) | unsignedShort(at + 2);
    }

    private long unsignedWord(int at) {
        return Integer.toUnsignedLong(word(at));
    }
}
