package org.callvault.session.state;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.srtp.SrtpMasterKey;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer agreed on.
 *
 * @param localKeys our own SDES key for each encrypted m-line, by index
 * @param identity of our session description; its version grows with every answer
 */
record NegotiatedMedia(
        AnswerPlan plan, Map<Integer, SrtpMasterKey> localKeys, List<StreamPorts> ports, AnswerIdentity identity) {
    NegotiatedMedia {
        localKeys = Map.copyOf(localKeys);
        ports = List.copyOf(ports);
    }

    NegotiatedMedia withPorts(List<StreamPorts> bound) {
        return new NegotiatedMedia(plan, localKeys, bound, identity);
    }

    List<Accepted> accepted() {
        return plan.media().stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
    }

    /** What media is to do for it. */
    List<StreamPlan> streams() {
        return accepted().stream().map(NegotiatedMedia::stream).toList();
    }

    /** Our session description, once the ports are bound. */
    String answer() {
        Map<Integer, LocalMedia> local = new HashMap<>();
        for (StreamPorts bound : ports) {
            local.put(bound.index(), new LocalMedia(bound.rtp(), bound.rtcp(), localKeys.get(bound.index())));
        }
        return OfferAnswer.write(plan, identity, local);
    }

    boolean allOnHold() {
        return accepted().stream().allMatch(Accepted::inactive);
    }

    boolean encrypted() {
        List<Accepted> streams = accepted();
        return !streams.isEmpty() && streams.stream().allMatch(stream -> stream.remoteKey() != null);
    }

    /** The keys that the SRC gave, by m-line: an unchanged one keeps our own. */
    Map<Integer, SrtpMasterKey> remoteKeys() {
        return accepted().stream()
                .filter(stream -> stream.remoteKey() != null)
                .collect(Collectors.toMap(stream -> stream.offered().index(), NegotiatedMedia::remoteKey));
    }

    private static SrtpMasterKey remoteKey(Accepted stream) {
        SrtpMasterKey key = stream.remoteKey();
        if (key == null) {
            throw new IllegalStateException("filtered above");
        }
        return key;
    }

    private static StreamPlan stream(Accepted stream) {
        return new StreamPlan(
                stream.offered().index(),
                stream.rtcpMux(),
                !stream.inactive(),
                stream.remoteKey(),
                literal(stream.remoteAddress()));
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
