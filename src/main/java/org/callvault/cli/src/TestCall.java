package org.callvault.cli.src;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.dtls.DtlsLimits;
import org.callvault.sdp.Direction;
import org.callvault.sdp.ParsedDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.sdp.dtls.Setup;
import org.callvault.sdp.offer.AnswerReader;
import org.callvault.sdp.offer.AnsweredStream;

/**
 * One recorded call as an SBC plays it (RFC 7866): {@link #invite}, then {@link #talk}, then {@link #hangUp}. Used by one
 * thread.
 */
public final class TestCall implements AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(20);
    private static final Duration NOTHING = Duration.ZERO;
    private static final DtlsLimits HANDSHAKES = new DtlsLimits(Duration.ofSeconds(10), DtlsLimits.RESEND, 64);

    private final SipLink link;
    private final SrcDialog dialog;
    private final CallBody body;
    private final Duration reportEvery;
    private final SentStreams streams;
    private long nextReportNanos;
    private volatile boolean endedByRecorder;
    private volatile boolean pausedByRecorder;
    private volatile boolean stopping;

    private TestCall(CallPlan plan, SipLink link, String callId, SecureRandom random) throws IOException {
        this.link = link;
        this.reportEvery = plan.reportEvery();
        InetAddress local = link.local().getAddress();
        Optional<DtlsIdentity> identity =
                plan.dtls() ? Optional.of(DtlsIdentity.generate(random, Instant.now())) : Optional.empty();
        Optional<DtlsEndpoint> endpoint = identity.map(own -> new DtlsEndpoint(own, HANDSHAKES, random));
        this.streams = new SentStreams(plan, local, endpoint, random);
        this.dialog = new SrcDialog(callId, plan.target(), link, random, plan.login(), this::answer);
        this.body = new CallBody(
                local.getHostAddress(),
                streams.ports(),
                plan.rtcpMux(),
                plan.codec(),
                streams.keys(),
                identity.map(own -> new LocalDtls(
                        own.fingerprint(), Setup.ACTPASS, UUID.randomUUID().toString())),
                dialog.callId());
    }

    /** Connects; nothing is sent yet but a TLS handshake. */
    public static TestCall open(CallPlan plan) throws IOException {
        SecureRandom random = new SecureRandom();
        return over(plan, SipLink.open(plan.target(), SrcDialog.ANSWER_WITHIN), SrcDialog.newCallId(random), random);
    }

    /** A call over a connection that it shares with others; closing the call leaves that open. */
    public static TestCall over(CallPlan plan, SharedConnection connection) throws IOException {
        SecureRandom random = new SecureRandom();
        String callId = SrcDialog.newCallId(random);
        return over(plan, connection.of(callId), callId, random);
    }

    private static TestCall over(CallPlan plan, SipLink link, String callId, SecureRandom random) throws IOException {
        try {
            return new TestCall(plan, link, callId, random);
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    public String callId() {
        return dialog.callId();
    }

    /**
     * Sends the INVITE with description and metadata and acknowledges the answer.
     *
     * @throws CallFailed when the recorder refuses, with its status and its Warning
     */
    public void invite() throws IOException, InterruptedException {
        answered(dialog.invite(body.contentType(), body.withMetadata("sendonly")));
    }

    /** Sends a re-INVITE with another direction: inactive to pause, sendonly to go on. */
    public void reInvite(String direction) throws IOException, InterruptedException {
        answered(dialog.invite("application/sdp", body.description(direction)));
    }

    private void answered(SipText ok) throws IOException {
        ParsedDescription parsed = SessionDescription.parse(ok.body());
        if (!(parsed instanceof SessionDescription description)) {
            throw new CallFailed(ok.status(), "the answer's session description cannot be read");
        }
        streams.answered(AnswerReader.read(description), ok.status());
    }

    /** A recorder that offers nothing but inactive streams wants silence, until it offers others. */
    private byte[] answer(byte[] offer) {
        boolean silence = false;
        if (SessionDescription.parse(offer) instanceof SessionDescription description) {
            silence = description.media().stream().allMatch(media -> media.direction() == Direction.INACTIVE);
            List<AnsweredStream> offered = AnswerReader.read(description);
            if (streams.offeredAnew(offered)) {
                body.newAssociation();
            }
        }
        pausedByRecorder = silence;
        return body.answer(silence ? "inactive" : "sendonly");
    }

    /** How often a stream got another key because the recorder asked for it. */
    public int rekeyings() {
        return streams.rekeyings();
    }

    /** Ends the call as soon as whoever plays it looks: cancels what is not answered. May be called from any thread. */
    public void stop() {
        stopping = true;
        dialog.stop();
    }

    /** Sends sound in real time; ends early when the recorder hangs up, or at {@link #stop}. */
    public void talk(Duration time, Progress progress) throws IOException, InterruptedException {
        pace(time, progress, true);
    }

    /** Sends no sound but control packets, as silence suppression does. */
    public void beQuiet(Duration time) throws IOException, InterruptedException {
        pace(time, Progress.NONE, false);
    }

    private void pace(Duration time, Progress progress, boolean sound) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long frames = time.dividedBy(FRAME);
        for (long frame = 0; frame < frames && !endedByRecorder && !stopping; frame++) {
            waitUntil(start + frame * FRAME.toNanos());
            sendFrame(sound, Optional.empty());
            progress.at(Duration.ofNanos(frame * FRAME.toNanos()), time);
        }
        waitUntil(start + frames * FRAME.toNanos());
    }

    private int sendFrame(boolean sound, Optional<PacketSink> sink) throws IOException {
        int sent = sound && !pausedByRecorder ? streams.sendNext(sink) : 0;
        reportWhenDue();
        return sent;
    }

    /**
     * Sends the next 20 ms of each stream, for those who pace many calls: one thread at a time, which may be another one
     * than that of the call, while that is at {@link #attend}. Returns the number of packets of sound.
     *
     * @param sink what sends them, in place of the streams' own ports
     */
    public int sendFrame(PacketSink sink) throws IOException {
        return sendFrame(true, Optional.of(sink));
    }

    /** Answers what the recorder asks meanwhile. */
    private void waitUntil(long due) throws IOException, InterruptedException {
        while (!endedByRecorder && !stopping) {
            long left = due - System.nanoTime();
            SipText message = link.receive(left > 0 ? Duration.ofNanos(left) : NOTHING);
            if (message != null) {
                asked(dialog.answer(message));
                streams.shakeHandsAgain();
            } else if (due - System.nanoTime() <= TimeUnit.MICROSECONDS.toNanos(200)) {
                return;
            }
        }
    }

    private void asked(Asked asked) throws IOException, InterruptedException {
        switch (asked) {
            case NOTHING -> {}
            case END -> endedByRecorder = true;
            case SNAPSHOT -> dialog.update(body.metadata());
        }
    }

    private void reportWhenDue() throws IOException {
        long now = System.nanoTime();
        if (nextReportNanos == 0 || now - nextReportNanos >= 0) {
            nextReportNanos = now + reportEvery.toNanos();
            streams.sendReports(System.currentTimeMillis());
        }
    }

    /** Sends nothing at all and only waits, as an SRC that vanished. */
    public void vanish(Duration time) throws IOException, InterruptedException {
        attend(time);
    }

    /** Sends no media and answers what the recorder asks; ends early when it hangs up, or at {@link #stop}. */
    public void attend(Duration time) throws IOException, InterruptedException {
        waitUntil(System.nanoTime() + time.toNanos());
    }

    /** Ends the sources, then the call. */
    public void hangUp() throws IOException, InterruptedException {
        streams.sendByes();
        if (!endedByRecorder) {
            dialog.bye();
        }
    }

    public boolean endedByRecorder() {
        return endedByRecorder;
    }

    /** Leaves out packets of sound of each stream, as a network that loses them. */
    public void lose(int packets) {
        streams.lose(packets);
    }

    /**
     * What the recorder has reported since this was asked last.
     *
     * @throws IOException also where a report of an encrypted stream is not authentic
     */
    public List<RecorderReport> reports() throws IOException {
        return streams.reports();
    }

    /** Where each stream's packets go, once the call is answered. */
    public List<StreamTarget> targets() {
        return streams.targets();
    }

    /** Packets of sound sent so far, stream by stream. */
    public List<Integer> packetsSent() {
        return streams.packetsSent();
    }

    /** Closes sockets and wipes keys; a call that was not hung up is left as a crashed SBC leaves it. */
    @Override
    public void close() throws IOException {
        streams.close();
        link.close();
    }

    /** Told how far the call is, fifty times a second. */
    @FunctionalInterface
    public interface Progress {
        Progress NONE = (done, all) -> {};

        void at(Duration done, Duration all);
    }
}
