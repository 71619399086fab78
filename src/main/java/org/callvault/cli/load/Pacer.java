package org.callvault.cli.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.callvault.media.socket.MediaSockets;

/**
 * Sends the media of thousands of streams in time with a few threads. Each thread goes through a wheel of 20 slots of a
 * millisecond; a call has its place in one slot of one wheel, so that packets leave evenly and not all at once.
 */
final class Pacer implements AutoCloseable {
    /** Slots of a millisecond make one frame of 20 ms. */
    static final int SLOTS = 20;

    /** Nobody reads there. */
    private static final int RECEIVE_BUFFER = 4096;

    private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST_LAG = Duration.ofMinutes(1).toNanos();

    private final List<Wheel> wheels = new ArrayList<>();
    private final LongAdder packets = new LongAdder();
    private final Recorder lag = new Recorder(MOST_LAG, 3);
    private volatile boolean closed;

    private Pacer() {}

    /** @param sockets what each thread sends with, from any free port of that address */
    static Pacer start(int threads, MediaSockets sockets, InetAddress local) throws IOException {
        Pacer pacer = new Pacer();
        for (int i = 0; i < threads; i++) {
            Wheel wheel = pacer.new Wheel(new PacketSender(sockets.open(local, 0, RECEIVE_BUFFER)));
            pacer.wheels.add(wheel);
            wheel.thread = Thread.ofPlatform().name("pacer-" + i).daemon(true).start(wheel);
        }
        return pacer;
    }

    /** Sends that many frames of a call from now on. */
    PacedCall add(FrameSender media, int frames) {
        PacedCall call = new PacedCall(media, frames);
        Wheel least = wheels.stream()
                .min(Comparator.comparingInt(wheel -> wheel.load.get()))
                .orElseThrow();
        least.load.incrementAndGet();
        least.joining.add(call);
        if (closed) {
            call.abandon();
        }
        return call;
    }

    long packets() {
        return packets.sum();
    }

    /** Processor time of the threads that send; while they live. */
    long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return wheels.stream()
                .mapToLong(wheel -> threads.getThreadCpuTime(wheel.thread.threadId()))
                .filter(nanos -> nanos > 0)
                .sum();
    }

    /** Packets that the system refused to send. */
    long unsent() {
        return wheels.stream().mapToLong(wheel -> wheel.sender.unsent()).sum();
    }

    /** Nanoseconds that packets left after their time, since the start or the last question. */
    Histogram lag() {
        return lag.getIntervalHistogram();
    }

    @Override
    public void close() {
        closed = true;
        for (Wheel wheel : wheels) {
            try {
                wheel.thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Wheel implements Runnable {
        private final PacketSender sender;
        private final Queue<PacedCall> joining = new ConcurrentLinkedQueue<>();
        private final AtomicInteger load = new AtomicInteger();
        private final List<List<PacedCall>> slots = new ArrayList<>();
        private Thread thread = Thread.currentThread();

        Wheel(PacketSender sender) {
            this.sender = sender;
            for (int i = 0; i < SLOTS; i++) {
                slots.add(new ArrayList<>());
            }
        }

        @Override
        public void run() {
            long start = System.nanoTime();
            for (long tick = 0; !closed; tick++) {
                long due = start + tick * SLOT_NANOS;
                awaitTime(due);
                seat();
                turn(slots.get((int) (tick % SLOTS)), due);
            }
            sender.close();
            joining.forEach(PacedCall::abandon);
            slots.forEach(slot -> slot.forEach(PacedCall::abandon));
        }

        private static void awaitTime(long due) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        /** Where the fewest are. */
        private void seat() {
            for (PacedCall call = joining.poll(); call != null; call = joining.poll()) {
                slots.stream()
                        .min(Comparator.comparingInt(List::size))
                        .orElseThrow()
                        .add(call);
            }
        }

        private void turn(List<PacedCall> slot, long due) {
            if (slot.isEmpty()) {
                return;
            }
            slot.removeIf(call -> {
                int sent = call.next(sender);
                packets.add(Math.max(0, sent));
                return sent < 0 && load.decrementAndGet() >= 0;
            });
            sender.flush();
            lag.recordValue(Math.clamp(System.nanoTime() - due, 0, MOST_LAG));
        }
    }
}
