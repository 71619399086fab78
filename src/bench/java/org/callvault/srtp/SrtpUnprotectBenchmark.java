package org.callvault.srtp;

import java.security.SecureRandom;
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

/** Replay check, authentication and decryption of one packet of 20 ms of G.711 (RFC 3711, 3.3). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SrtpUnprotectBenchmark {
    private static final int PACKETS = 10_000;
    private static final int LENGTH = RtpPacket.FIXED_HEADER + 160;
    private static final int ROOM = LENGTH + 16;

    @Param({"AES_CM_128_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_80", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"})
    private SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;

    private SrtpMasterKey key = SrtpMasterKey.generate(suite, new SecureRandom());
    private final byte[] sent = new byte[PACKETS * ROOM];
    private final byte[] received = new byte[PACKETS * ROOM];
    private int protectedLength;
    private SrtpReceiver receiver = new SrtpReceiver(key);

    /** One call's packets, protected. */
    @Setup(Level.Trial)
    public void protect() {
        key = SrtpMasterKey.generate(suite, new SecureRandom());
        try (SrtpSender sender = new SrtpSender(key)) {
            for (int i = 0; i < PACKETS; i++) {
                RtpPacket.writeHeader(sent, i * ROOM, 0, false, i, 160L * i, 0x1234);
                protectedLength = sender.protect(sent, i * ROOM, LENGTH);
            }
        }
    }

    /** A receiver that has seen nothing, and packets that are not decrypted yet. */
    @Setup(Level.Invocation)
    public void begin() {
        receiver.close();
        receiver = new SrtpReceiver(key);
        System.arraycopy(sent, 0, received, 0, sent.length);
    }

    /** All of them. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int unprotect() {
        int accepted = 0;
        for (int i = 0; i < PACKETS; i++) {
            accepted += receiver.unprotect(received, i * ROOM, protectedLength) == Unprotected.OK ? 1 : 0;
        }
        if (accepted != PACKETS) {
            throw new IllegalStateException("only " + accepted + " of " + PACKETS + " packets were accepted");
        }
        return accepted;
    }
}
