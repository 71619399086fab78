package org.callvault.media.lane;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.callvault.media.socket.ReceiveBatch;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.Undeciphered;

/**
 * What one pass over a lane's sockets brought: the one element that travels through the lane's graph. Datagrams lie in
 * one arena and are decrypted where they lie; descriptions, accounts and endings travel along, so that they keep their
 * place among the packets. Belongs to one stage at a time; recycled by {@link SweepPool}.
 */
final class Sweep {
    private final byte[] arena;
    private final int[] offsets;
    private final int[] lengths;
    private final Outcome[] outcomes;
    private final LaneCall[] calls;
    private final LaneStream[] streams;
    private final SocketAddress[] sources;
    private final boolean[] control;
    private final long[] arrivals;
    private final List<Note> descriptions = new ArrayList<>();
    private final List<LaneCall> accountsWanted = new ArrayList<>();
    private final List<LaneStream> leaving = new ArrayList<>();
    private final List<LaneStream> pausing = new ArrayList<>();
    private final List<LaneCall> finishing = new ArrayList<>();
    private final List<Note> accounts = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>();
    private int size;
    private int end;
    private long beginMicros;
    private long nowNanos;

    /** An entry about a whole recording, UTF-8 JSON. */
    record Note(LaneCall call, MediaSink.Entry entry, byte[] body) {
        static Note description(LaneCall call, byte[] json) {
            return new Note(call, MediaSink.Entry.DESCRIPTION, json);
        }

        static Note account(LaneCall call, byte[] json) {
            return new Note(call, MediaSink.Entry.ACCOUNT, json);
        }
    }

    /** Nothing of the call comes after this. */
    record Ending(LaneCall call, List<StreamAccount> account) {}

    /**
     * @param bytes room for datagrams
     * @param datagrams how many there may be
     */
    Sweep(int bytes, int datagrams) {
        arena = new byte[bytes];
        offsets = new int[datagrams];
        lengths = new int[datagrams];
        outcomes = new Outcome[datagrams];
        Arrays.fill(outcomes, Outcome.FAILED);
        calls = new LaneCall[datagrams];
        streams = new LaneStream[datagrams];
        sources = new SocketAddress[datagrams];
        control = new boolean[datagrams];
        arrivals = new long[datagrams];
    }

    /** Starts a pass at this time: microseconds since the epoch, and nanoseconds of a monotonic clock. */
    void begin(long atMicros, long atNanos) {
        beginMicros = atMicros;
        nowNanos = atNanos;
    }

    boolean isFull() {
        return roomForLongest() == 0;
    }

    /** How many datagrams fit, however long they are. */
    int roomForLongest() {
        return Math.min(offsets.length - size, (arena.length - end) / (ReceiveBatch.LONGEST_DATAGRAM + 1));
    }

    boolean isEmpty() {
        return size == 0
                && descriptions.isEmpty()
                && accountsWanted.isEmpty()
                && leaving.isEmpty()
                && pausing.isEmpty()
                && finishing.isEmpty();
    }

    /**
     * Takes the first datagrams of the batch; only while there is room for them. They came when the kernel says, within
     * what is possible whatever became of the system's clock meanwhile: not after this pass began, which is also the time
     * of those that came during it, and not before the socket was last found empty.
     *
     * @param waitedNanos how long ago that was
     */
    void add(LaneCall call, LaneStream stream, boolean ofControl, ReceiveBatch batch, int count, long waitedNanos) {
        long earliest = beginMicros - waitedNanos / 1_000;
        for (int datagram = 0; datagram < count; datagram++) {
            batch.copy(datagram, arena, end);
            long arrival = Math.max(earliest, Math.min(batch.stamp(datagram), beginMicros));
            place(call, stream, ofControl, batch.source(datagram), batch.length(datagram), arrival);
        }
    }

    /** Takes one datagram that came before; only while there is room for it. */
    void add(LaneCall call, LaneStream stream, Undeciphered packet) {
        System.arraycopy(packet.datagram(), 0, arena, end, packet.datagram().length);
        place(call, stream, false, packet.source(), packet.datagram().length, packet.arrivalMicros());
    }

    private void place(
            LaneCall call, LaneStream stream, boolean ofControl, SocketAddress source, int length, long arrival) {
        arrivals[size] = arrival;
        offsets[size] = end;
        lengths[size] = length;
        calls[size] = call;
        streams[size] = stream;
        sources[size] = source;
        control[size] = ofControl;
        end += length;
        size++;
    }

    /** Sets what became of a datagram, and the length of what is kept of it. */
    void settle(int datagram, Outcome outcome, int length) {
        outcomes[datagram] = outcome;
        lengths[datagram] = length;
    }

    /** Forgets all, for the next pass. */
    void clear() {
        Arrays.fill(calls, 0, size, null);
        Arrays.fill(streams, 0, size, null);
        Arrays.fill(sources, 0, size, null);
        descriptions.clear();
        accountsWanted.clear();
        leaving.clear();
        pausing.clear();
        finishing.clear();
        accounts.clear();
        endings.clear();
        size = 0;
        end = 0;
    }

    int size() {
        return size;
    }

    byte[] arena() {
        return arena;
    }

    int offset(int datagram) {
        return offsets[datagram];
    }

    int length(int datagram) {
        return lengths[datagram];
    }

    Outcome outcome(int datagram) {
        return outcomes[datagram];
    }

    LaneCall call(int datagram) {
        return calls[datagram];
    }

    LaneStream stream(int datagram) {
        return streams[datagram];
    }

    SocketAddress source(int datagram) {
        return sources[datagram];
    }

    /** Whether it came to a port of RTCP alone. */
    boolean isControl(int datagram) {
        return control[datagram];
    }

    /** When this pass began. Microseconds since the epoch. */
    long beginMicros() {
        return beginMicros;
    }

    /** When a datagram came, where the system tells; else when this pass began. Microseconds since the epoch. */
    long arrivalMicros(int datagram) {
        return arrivals[datagram];
    }

    /** The same by the monotonic clock. */
    long arrivalNanos(int datagram) {
        return nowNanos - (beginMicros - arrivals[datagram]) * 1_000;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Written before the datagrams. */
    List<Note> descriptions() {
        return descriptions;
    }

    /** Calls whose account is to be taken when the datagrams are accounted. */
    List<LaneCall> accountsWanted() {
        return accountsWanted;
    }

    /** Streams whose last datagrams are in here. */
    List<LaneStream> leaving() {
        return leaving;
    }

    /** Streams that go on hold after this sweep: what it holds of them was sent before. */
    List<LaneStream> pausing() {
        return pausing;
    }

    /** Calls whose last datagrams are in here. */
    List<LaneCall> finishing() {
        return finishing;
    }

    /** Written after the datagrams. */
    List<Note> accounts() {
        return accounts;
    }

    /** Carried out last. */
    List<Ending> endings() {
        return endings;
    }
}
