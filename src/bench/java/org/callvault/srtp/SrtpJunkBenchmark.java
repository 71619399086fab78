package org.callvault.srtp;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.callvault.rtp.RtpPacket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a packet costs that is none of the call's, in the middle of a call, beside one that is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SrtpJunkBenchmark {
    private static final int PACKETS = 10_000;
    private static final int LENGTH = RtpPacket.FIXED_HEADER + 160;
    private static final int ROOM = LENGTH + 10;
    private static final int SSRC = 0x1234;

    /** What comes. */
    public enum Kind {
        /** A packet of the call, for comparison. */
        GOOD,
        /** The next packet of the call, with a tag that is wrong. */
        FORGED,
        /** A packet that came before. */
        REPLAYED,
        /** A packet of a source that the key never authenticated. */
        OTHER_SSRC,
        /** The beginning of a packet. */
        TRUNCATED,
        /** Whatever. */
        RANDOM
    }

    @Param
    private Kind kind = Kind.GOOD;

    private final SrtpMasterKey key = SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    private final byte[] first = new byte[ROOM];
    private final byte[] sent = new byte[PACKETS * ROOM];
    private final byte[] received = new byte[PACKETS * ROOM];
    private int length = ROOM;
    private SrtpReceiver receiver = new SrtpReceiver(key);

    /** What comes, after one packet of the call. */
    @Setup(Level.Trial)
    public void write() {
        try (SrtpSender sender = new SrtpSender(key)) {
            RtpPacket.writeHeader(first, 0, 0, false, 0, 0, SSRC);
            sender.protect(first, 0, LENGTH);
            for (int i = 0; i < PACKETS; i++) {
                int number = kind == Kind.GOOD ? i + 1 : 1;
                RtpPacket.writeHeader(
                        sent, i * ROOM, 0, false, number, 160L * number, kind == Kind.OTHER_SSRC ? 0x4321 : SSRC);
                if (kind == Kind.GOOD) {
                    sender.protect(sent, i * ROOM, LENGTH);
                } else if (kind == Kind.REPLAYED) {
                    System.arraycopy(first, 0, sent, i * ROOM, ROOM);
                }
            }
        }
        if (kind == Kind.TRUNCATED) {
            length = RtpPacket.FIXED_HEADER + 5;
        } else if (kind == Kind.RANDOM) {
            new SecureRandom().nextBytes(sent);
        }
    }

    /** In the middle of a call. */
    @Setup(Level.Invocation)
    public void begin() {
        receiver.close();
        receiver = new SrtpReceiver(key);
        receiver.unprotect(Arrays.copyOf(first, ROOM), 0, ROOM);
        System.arraycopy(sent, 0, received, 0, sent.length);
    }

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int receive() {
        int accepted = 0;
        for (int i = 0; i < PACKETS; i++) {
            accepted += receiver.unprotect(received, i * ROOM, length) == Unprotected.OK ? 1 : 0;
        }
        if (accepted != (kind == Kind.GOOD ? PACKETS : 0)) {
            throw new IllegalStateException(accepted + " packets were accepted");
        }
        return accepted;
    }
}
