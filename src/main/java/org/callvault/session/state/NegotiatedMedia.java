package org.callvault.session.state;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer agreed on.
 *
 * @param localKeys our own SDES key for each encrypted m-line, by index
 * @param identity of our session description; its version grows with every description of ours
 * @param paused by us, whatever the SRC's directions are
 */
record NegotiatedMedia(
        AnswerPlan plan,
        Map<Integer, SrtpMasterKey> localKeys,
        List<StreamPorts> ports,
        AnswerIdentity identity,
        boolean paused) {
    NegotiatedMedia {
        localKeys = Map.copyOf(localKeys);
        ports = List.copyOf(ports);
    }

    NegotiatedMedia withPorts(List<StreamPorts> bound) {
        return new NegotiatedMedia(plan, localKeys, bound, identity, paused);
    }

    NegotiatedMedia withPaused(boolean nowPaused) {
        return new NegotiatedMedia(plan, localKeys, ports, identity, nowPaused);
    }

    NegotiatedMedia withPlan(AnswerPlan changed) {
        return new NegotiatedMedia(changed, localKeys, ports, identity, paused);
    }

    NegotiatedMedia withLocalKeys(Map<Integer, SrtpMasterKey> keys) {
        return new NegotiatedMedia(plan, keys, ports, identity, paused);
    }

    NegotiatedMedia nextVersion() {
        AnswerIdentity next = new AnswerIdentity(identity.sessionId(), identity.version() + 1, identity.address());
        return new NegotiatedMedia(plan, localKeys, ports, next, paused);
    }

    List<Accepted> accepted() {
        return plan.media().stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
    }

    /** What media is to do for it. */
    List<StreamPlan> streams() {
        return accepted().stream().map(this::stream).toList();
    }

    /** Our session description as an answer, once the ports are bound. */
    String answer() {
        return written(paused ? plan.withInactive(true) : plan);
    }

    /** Our session description as an offer: the SRC decides whether it sends, unless we have paused. */
    String offer() {
        return written(plan.withInactive(paused));
    }

    private String written(AnswerPlan directed) {
        Map<Integer, LocalMedia> local = new HashMap<>();
        for (StreamPorts bound : ports) {
            local.put(bound.index(), new LocalMedia(bound.rtp(), bound.rtcp(), localKeys.get(bound.index())));
        }
        return OfferAnswer.write(directed, identity, local);
    }

    boolean allOnHold() {
        return accepted().stream().allMatch(this::isOnHold);
    }

    /** Whether nothing of the stream is kept for now. */
    boolean isOnHold(Accepted stream) {
        return paused || stream.inactive();
    }

    /** For operators. */
    String word() {
        return paused ? "paused" : allOnHold() ? "hold" : "recording";
    }

    boolean anyEncrypted() {
        return accepted().stream().anyMatch(stream -> stream.remoteKeys() != null);
    }

    boolean encrypted() {
        List<Accepted> streams = accepted();
        return !streams.isEmpty() && streams.stream().allMatch(stream -> stream.remoteKeys() != null);
    }

    /** Whether the SRC goes on with a key that it had. */
    boolean keepsKeyOf(NegotiatedMedia before) {
        Map<Integer, Accepted> old = before.accepted().stream()
                .collect(Collectors.toMap(stream -> stream.offered().index(), stream -> stream));
        return accepted().stream()
                .anyMatch(stream -> isSameKey(old.get(stream.offered().index()), stream));
    }

    /**
     * Our key of a stream, where it may go on: the SRC's keys are the same, and so is where it takes what we send. A stream
     * that has moved gets a key that was never used (RFC 4568, section 7.1.4).
     */
    Optional<SrtpMasterKey> ownKeyFor(Accepted now) {
        return accepted().stream()
                .filter(before -> before.offered().index() == now.offered().index())
                .filter(before -> isSameSource(before, now))
                .findFirst()
                .flatMap(before ->
                        Optional.ofNullable(localKeys.get(before.offered().index())));
    }

    private static boolean isSameSource(Accepted before, Accepted now) {
        return isSameKey(before, now) && !hasMoved(before, now);
    }

    private static boolean isSameKey(@Nullable Accepted before, Accepted now) {
        SrtpKeyParams old = before == null ? null : before.remoteKeys();
        SrtpKeyParams keys = now.remoteKeys();
        return old != null && keys != null && old.sameAs(keys);
    }

    /** On hold there may be no address. */
    private static boolean hasMoved(Accepted before, Accepted now) {
        String from = before.remoteAddress();
        String to = now.remoteAddress();
        return from != null && to != null && (!from.equals(to) || before.remotePort() != now.remotePort());
    }

    private StreamPlan stream(Accepted stream) {
        SrtpMasterKey ours = localKeys.get(stream.offered().index());
        return new StreamPlan(
                stream.offered().index(),
                stream.rtcpMux(),
                !isOnHold(stream),
                stream.remoteKeys(),
                ours == null ? null : SrtpKeyParams.of(ours),
                literal(stream.remoteAddress()),
                stream.remoteRtcpPort());
    }

    /** Only addresses, never names: nothing that an offer says makes us ask a name server. */
    private static @Nullable InetAddress literal(@Nullable String address) {
        if (address == null) {
            return null;
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed.isAnyLocalAddress() ? null : parsed;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
