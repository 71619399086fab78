package org.callvault.cli.src;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.sdp.offer.AnsweredStream;
import org.callvault.srtp.SrtpMasterKey;

/** The streams that a call sends, in the order of its m-lines, and the keys of those that are keyed by SDES. */
final class SentStreams implements AutoCloseable {
    private final List<RtpStream> streams = new ArrayList<>();
    private final List<SrtpMasterKey> keys = new ArrayList<>();
    private final Map<RtpStream, AnsweredStream> reassociating = new LinkedHashMap<>();
    private final SecureRandom random;
    private int rekeyings;

    /** @param endpoint what shakes hands, where the plan is DTLS */
    SentStreams(CallPlan plan, InetAddress local, Optional<DtlsEndpoint> endpoint, SecureRandom random)
            throws IOException {
        this.random = random;
        for (AudioSource audio : plan.audio()) {
            Optional<SrtpMasterKey> key = plan.suite().map(suite -> SrtpMasterKey.generate(suite, random));
            key.ifPresent(keys::add);
            streams.add(new RtpStream(local, plan.rtcpMux(), plan.codec(), audio, key, endpoint, random));
        }
    }

    List<Integer> ports() {
        return streams.stream().map(RtpStream::port).toList();
    }

    /** As they are now; a new key of a stream shows in it. */
    List<SrtpMasterKey> keys() {
        return keys;
    }

    /** @throws CallFailed when one was refused, with the answer's status */
    void answered(List<AnsweredStream> answer, int status) throws IOException {
        for (int i = 0; i < streams.size(); i++) {
            AnsweredStream stream = i < answer.size() ? answer.get(i) : null;
            if (stream == null || stream.port() == 0) {
                throw new CallFailed(status, "stream " + (i + 1) + " was refused");
            }
            streams.get(i).answered(stream);
            streams.get(i).shakeHands(stream);
        }
    }

    /** Takes the recorder's own offer; true when it has other names for its associations, and wants other ones of ours. */
    boolean offeredAnew(List<AnsweredStream> offered) {
        offered.forEach(this::rekey);
        return reassociate(offered);
    }

    /** A recorder with a new key is given new ones. */
    private void rekey(AnsweredStream offered) {
        int index = offered.index();
        if (index < streams.size() && streams.get(index).isMovedBy(offered)) {
            streams.get(index).answered(offered);
        }
        if (index < streams.size() && streams.get(index).isRekeyedBy(offered)) {
            SrtpMasterKey old = keys.get(index);
            keys.set(index, SrtpMasterKey.generate(old.suite(), random));
            old.close();
            streams.get(index).answered(offered);
            streams.get(index).rekey(keys.get(index));
            rekeyings++;
        }
    }

    private boolean reassociate(List<AnsweredStream> offered) {
        boolean asked = false;
        for (AnsweredStream stream : offered) {
            if (stream.index() < streams.size() && streams.get(stream.index()).isReassociatedBy(stream)) {
                reassociating.put(streams.get(stream.index()), stream);
                asked = true;
            }
        }
        return asked;
    }

    /** With a recorder that has our answer to its other names. */
    void shakeHandsAgain() {
        reassociating.forEach((stream, offered) -> {
            stream.shakeHandsAgain(offered);
            rekeyings++;
        });
        reassociating.clear();
    }

    /** How often a stream got another key because the recorder asked for it. */
    int rekeyings() {
        return rekeyings;
    }

    /**
     * Sends the next packet of sound of each.
     *
     * @param sink what sends them, in place of their own ports
     * @return how many
     */
    int sendNext(Optional<PacketSink> sink) throws IOException {
        for (RtpStream stream : streams) {
            if (sink.isPresent()) {
                stream.sendNext(sink.get());
            } else {
                stream.sendNext();
            }
        }
        return streams.size();
    }

    void sendReports(long epochMillis) throws IOException {
        for (RtpStream stream : streams) {
            stream.sendReport(epochMillis);
        }
    }

    void sendByes() throws IOException {
        for (RtpStream stream : streams) {
            stream.sendBye();
        }
    }

    /** Leaves out packets of sound of each. */
    void lose(int packets) {
        streams.forEach(stream -> stream.lose(packets));
    }

    /** As {@link TestCall#reports}. */
    List<RecorderReport> reports() throws IOException {
        List<RecorderReport> reports = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            for (RecorderReports.Control heard : streams.get(i).reports()) {
                reports.add(new RecorderReport(i, streams.get(i).ssrc(), heard.compound(), heard.symmetric()));
            }
        }
        return reports;
    }

    /** Where each one's packets go, once the call is answered. */
    List<StreamTarget> targets() {
        List<StreamTarget> targets = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            RtpStream stream = streams.get(i);
            Optional<SrtpMasterKey> key = keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(i));
            targets.add(new StreamTarget(stream.target(), stream.ssrc(), key));
        }
        return targets;
    }

    List<Integer> packetsSent() {
        return streams.stream().map(RtpStream::packetsSent).toList();
    }

    /** Closes their sockets and wipes the keys. */
    @Override
    public void close() {
        streams.forEach(RtpStream::close);
        keys.forEach(SrtpMasterKey::close);
    }
}
