package org.callvault.cli.src;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.callvault.srtp.SrtpMasterKey;

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
    private final List<RtpStream> streams = new ArrayList<>();
    private final List<SrtpMasterKey> keys = new ArrayList<>();
    private final Map<RtpStream, AnsweredStream> reassociating = new LinkedHashMap<>();
    private final SecureRandom random;
    private long nextReportNanos;
    private volatile boolean endedByRecorder;
    private volatile boolean pausedByRecorder;
    private int rekeyings;
    private volatile boolean stopping;

    private TestCall(CallPlan plan, SipLink link, String callId, SecureRandom random) throws IOException {
        this.link = link;
        this.random = random;
        this.reportEvery = plan.reportEvery();
        InetAddress local = link.local().getAddress();
        Optional<DtlsIdentity> identity =
                plan.dtls() ? Optional.of(DtlsIdentity.generate(random, Instant.now())) : Optional.empty();
        Optional<DtlsEndpoint> endpoint = identity.map(own -> new DtlsEndpoint(own, HANDSHAKES, random));
        for (AudioSource audio : plan.audio()) {
            Optional<SrtpMasterKey> key = plan.suite().map(suite -> SrtpMasterKey.generate(suite, random));
            key.ifPresent(keys::add);
            streams.add(new RtpStream(local, plan.rtcpMux(), plan.codec(), audio, key, endpoint, random));
        }
        this.dialog = new SrcDialog(callId, plan.target(), link, random, plan.login(), this::answer);
        this.body = new CallBody(
                local.getHostAddress(),
                streams.stream().map(RtpStream::port).toList(),
                plan.rtcpMux(),
                plan.codec(),
                keys,
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
        List<AnsweredStream> answer = AnswerReader.read(description);
        for (int i = 0; i < streams.size(); i++) {
            AnsweredStream stream = i < answer.size() ? answer.get(i) : null;
            if (stream == null || stream.port() == 0) {
                throw new CallFailed(ok.status(), "stream " + (i + 1) + " was refused");
            }
            streams.get(i).answered(stream);
            streams.get(i).shakeHands(stream);
        }
    }

    /** A recorder that offers nothing but inactive streams wants silence, until it offers others. */
    private byte[] answer(byte[] offer) {
        boolean silence = false;
        if (SessionDescription.parse(offer) instanceof SessionDescription description) {
            silence = description.media().stream().allMatch(media -> media.direction() == Direction.INACTIVE);
            List<AnsweredStream> offered = AnswerReader.read(description);
            offered.forEach(this::rekey);
            reassociate(offered);
        }
        pausedByRecorder = silence;
        return body.answer(silence ? "inactive" : "sendonly");
    }

    /** A recorder with a new key is given new ones. */
    private void rekey(AnsweredStream offered) {
        int index = offered.index();
        if (index < streams.size() && streams.get(index).isRekeyedBy(offered)) {
            SrtpMasterKey old = keys.get(index);
            keys.set(index, SrtpMasterKey.generate(old.suite(), random));
            old.close();
            streams.get(index).answered(offered);
            streams.get(index).rekey(keys.get(index));
            rekeyings++;
        }
    }

    /** A recorder with other names for its associations is given others, and shaken hands with once it has the answer. */
    private void reassociate(List<AnsweredStream> offered) {
        boolean asked = false;
        for (AnsweredStream stream : offered) {
            if (stream.index() < streams.size() && streams.get(stream.index()).isReassociatedBy(stream)) {
                reassociating.put(streams.get(stream.index()), stream);
                asked = true;
            }
        }
        if (asked) {
            body.newAssociation();
        }
    }

    private void shakeHandsAgain() {
        reassociating.forEach((stream, offered) -> {
            stream.shakeHandsAgain(offered);
            rekeyings++;
        });
        reassociating.clear();
    }

    /** How often a stream got another key because the recorder asked for it. */
    public int rekeyings() {
        return rekeyings;
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
        boolean now = sound && !pausedByRecorder;
        if (now) {
            for (RtpStream stream : streams) {
                if (sink.isPresent()) {
                    stream.sendNext(sink.get());
                } else {
                    stream.sendNext();
                }
            }
        }
        reportWhenDue();
        return now ? streams.size() : 0;
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
                shakeHandsAgain();
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
            for (RtpStream stream : streams) {
                stream.sendReport(System.currentTimeMillis());
            }
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
        for (RtpStream stream : streams) {
            stream.sendBye();
        }
        if (!endedByRecorder) {
            dialog.bye();
        }
    }

    public boolean endedByRecorder() {
        return endedByRecorder;
    }

    /** Leaves out packets of sound of each stream, as a network that loses them. */
    public void lose(int packets) {
        streams.forEach(stream -> stream.lose(packets));
    }

    /**
     * What the recorder has reported since this was asked last.
     *
     * @throws IOException also where a report of an encrypted stream is not authentic
     */
    public List<RecorderReport> reports() throws IOException {
        List<RecorderReport> reports = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            for (RtpStream.Control heard : streams.get(i).reports()) {
                reports.add(new RecorderReport(i, streams.get(i).ssrc(), heard.compound(), heard.symmetric()));
            }
        }
        return reports;
    }

    /** Where each stream's packets go, once the call is answered. */
    public List<StreamTarget> targets() {
        return streams.stream().map(this::target).toList();
    }

    private StreamTarget target(RtpStream stream) {
        int index = streams.indexOf(stream);
        return new StreamTarget(
                stream.target(), stream.ssrc(), keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(index)));
    }

    /** Packets of sound sent so far, stream by stream. */
    public List<Integer> packetsSent() {
        return streams.stream().map(RtpStream::packetsSent).toList();
    }

    /** Closes sockets and wipes keys; a call that was not hung up is left as a crashed SBC leaves it. */
    @Override
    public void close() throws IOException {
        streams.forEach(RtpStream::close);
        keys.forEach(SrtpMasterKey::close);
        link.close();
    }

    /** Told how far the call is, fifty times a second. */
    @FunctionalInterface
    public interface Progress {
        Progress NONE = (done, all) -> {};

        void at(Duration done, Duration all);
    }
}
