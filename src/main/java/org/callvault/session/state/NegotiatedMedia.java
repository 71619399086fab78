package org.callvault.session.state;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.callvault.dtls.DtlsRole;
import org.callvault.media.DtlsPlan;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.sdp.dtls.Setup;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer agreed on.
 *
 * @param localKeys our own SDES key for each encrypted m-line, by index
 * @param localDtls our end of the association of each m-line that one keys, by index
 * @param identity of our session description; its version grows with every description of ours
 * @param paused by us, whatever the SRC's directions are
 * @param place where it is received; until that is chosen, this node
 */
record NegotiatedMedia(
        AnswerPlan plan,
        Map<Integer, SrtpMasterKey> localKeys,
        Map<Integer, LocalDtls> localDtls,
        List<StreamPorts> ports,
        AnswerIdentity identity,
        boolean paused,
        MediaPlace place) {
    NegotiatedMedia {
        localKeys = Map.copyOf(localKeys);
        localDtls = Map.copyOf(localDtls);
        ports = List.copyOf(ports);
    }

    NegotiatedMedia withPorts(List<StreamPorts> bound) {
        return new NegotiatedMedia(plan, localKeys, localDtls, bound, identity, paused, place);
    }

    /** Received there: our descriptions name its address, and the certificate that it shows. */
    NegotiatedMedia placedAt(MediaPlace chosen) {
        AnswerIdentity there = new AnswerIdentity(identity.sessionId(), identity.version(), chosen.address());
        Map<Integer, LocalDtls> ends = new HashMap<>();
        localDtls.forEach(
                (index, end) -> ends.put(index, new LocalDtls(chosen.fingerprint(), end.setup(), end.tlsId())));
        return new NegotiatedMedia(plan, localKeys, ends, ports, there, paused, chosen);
    }

    NegotiatedMedia withPaused(boolean nowPaused) {
        return new NegotiatedMedia(plan, localKeys, localDtls, ports, identity, nowPaused, place);
    }

    NegotiatedMedia withPlan(AnswerPlan changed) {
        return new NegotiatedMedia(changed, localKeys, localDtls, ports, identity, paused, place);
    }

    NegotiatedMedia withLocalKeys(Map<Integer, SrtpMasterKey> keys) {
        return new NegotiatedMedia(plan, keys, localDtls, ports, identity, paused, place);
    }

    NegotiatedMedia withLocalDtls(Map<Integer, LocalDtls> ends) {
        return new NegotiatedMedia(plan, localKeys, ends, ports, identity, paused, place);
    }

    NegotiatedMedia nextVersion() {
        AnswerIdentity next = new AnswerIdentity(identity.sessionId(), identity.version() + 1, identity.address());
        return new NegotiatedMedia(plan, localKeys, localDtls, ports, next, paused, place);
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
        return written(paused ? plan.withInactive(true) : plan, this::setupOf);
    }

    /** Our session description as an offer: the SRC decides whether it sends, unless we have paused. */
    String offer() {
        // Each offer leaves the roles open; the SRC's answer keeps those that are (RFC 8842, section 5.5).
        return written(plan.withInactive(paused), stream -> Setup.ACTPASS);
    }

    private String written(AnswerPlan directed, Function<Accepted, Setup> setup) {
        Map<Integer, LocalMedia> local = new HashMap<>();
        Map<Integer, LocalDtls> ends = new HashMap<>();
        for (Accepted stream : accepted()) {
            LocalDtls end = localDtls.get(stream.offered().index());
            if (end != null) {
                ends.put(stream.offered().index(), end.with(setup.apply(stream)));
            }
        }
        for (StreamPorts bound : ports) {
            int index = bound.index();
            local.put(index, new LocalMedia(bound.rtp(), bound.rtcp(), localKeys.get(index), ends.get(index)));
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

    /** Whether there is a stream whose SRC can be asked for new keys. */
    boolean canBeRekeyed() {
        return accepted().stream().anyMatch(stream -> stream.remoteKeys() != null || hasNamedAssociation(stream));
    }

    /** Without a name, nothing in an offer tells a new association on the same ports from the one that goes on. */
    private boolean hasNamedAssociation(Accepted stream) {
        LocalDtls ours = localDtls.get(stream.offered().index());
        return stream.dtls() != null && stream.dtls().tlsId() != null && ours != null && ours.tlsId() != null;
    }

    /** The same with other names for the associations that have one, so that an offer asks for new ones. */
    NegotiatedMedia withNewAssociations(Supplier<String> tlsIds) {
        Map<Integer, LocalDtls> ends = new HashMap<>(localDtls);
        accepted().stream()
                .filter(this::hasNamedAssociation)
                .forEach(stream ->
                        ends.computeIfPresent(stream.offered().index(), (index, end) -> end.named(tlsIds.get())));
        return withLocalDtls(ends);
    }

    /**
     * After the SRC's answer to an offer of ours: a name of ours holds where it has another name too, or another certificate.
     * Else it goes on with the association that there is.
     */
    NegotiatedMedia agreedOn(Map<Integer, LocalDtls> offered, NegotiatedMedia before) {
        Map<Integer, LocalDtls> ends = new HashMap<>(before.localDtls());
        for (Accepted stream : accepted()) {
            int index = stream.offered().index();
            LocalDtls proposed = offered.get(index);
            if (proposed != null && before.ownDtlsFor(stream).isEmpty()) {
                ends.put(index, proposed);
            }
        }
        return withLocalDtls(ends);
    }

    boolean encrypted() {
        List<Accepted> streams = accepted();
        return !streams.isEmpty() && streams.stream().allMatch(Accepted::isEncrypted);
    }

    /** Whether the SRC goes on with a key that it had. */
    boolean keepsKeyOf(NegotiatedMedia before) {
        Map<Integer, Accepted> old = before.accepted().stream()
                .collect(Collectors.toMap(stream -> stream.offered().index(), stream -> stream));
        return accepted().stream().anyMatch(stream -> {
            Accepted was = old.get(stream.offered().index());
            return isSameKey(was, stream) || isSameAssociation(was, stream);
        });
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

    private static boolean isSameAssociation(@Nullable Accepted before, Accepted now) {
        DtlsAttributes old = before == null ? null : before.dtls();
        DtlsAttributes theirs = now.dtls();
        return old != null && theirs != null && theirs.sameAs(old);
    }

    /** On hold there may be no address. */
    private static boolean hasMoved(Accepted before, Accepted now) {
        String from = before.remoteAddress();
        String to = now.remoteAddress();
        return from != null && to != null && (!from.equals(to) || before.remotePort() != now.remotePort());
    }

    /** Our end of a stream's association, where it may go on: the SRC's certificate and its name for it are the same. */
    Optional<LocalDtls> ownDtlsFor(Accepted now) {
        return accepted().stream()
                .filter(before -> before.offered().index() == now.offered().index())
                .filter(before -> isSameAssociation(before, now))
                .findFirst()
                .flatMap(before -> Optional.ofNullable(
                                localDtls.get(before.offered().index()))
                        .map(end -> end.with(setupOf(before))));
    }

    /** Our role: passive unless the SRC is, so that it finds us ready whenever it begins. */
    private Setup setupOf(Accepted stream) {
        LocalDtls end = localDtls.get(stream.offered().index());
        Setup theirs = stream.dtls() == null ? Setup.ACTIVE : stream.dtls().setup();
        return switch (theirs) {
            case ACTIVE -> Setup.PASSIVE;
            case PASSIVE -> Setup.ACTIVE;
            case ACTPASS -> end == null ? Setup.PASSIVE : end.setup();
        };
    }

    private @Nullable DtlsPlan dtls(Accepted stream) {
        DtlsAttributes theirs = stream.dtls();
        LocalDtls ours = localDtls.get(stream.offered().index());
        if (theirs == null || ours == null) {
            return null;
        }
        DtlsRole role = setupOf(stream) == Setup.ACTIVE ? DtlsRole.CLIENT : DtlsRole.SERVER;
        return new DtlsPlan(role, theirs.fingerprints(), theirs.tlsId(), ours.tlsId(), stream.remotePort());
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
                stream.remoteRtcpPort(),
                dtls(stream));
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
