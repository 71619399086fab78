package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.TrunkProfile.AnswerStyle;
import org.callvault.sdp.MalformedDescription;
import org.callvault.sdp.ParsedDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.AnswerPolicy;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.answer.RefusalReason;
import org.callvault.sdp.answer.Refused;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.sdp.dtls.Setup;
import org.callvault.session.dialog.Refusal;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.body.MalformedBody;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.body.ParsedBody;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/** Reads a request's body and decides what to answer to its offer. */
final class Negotiation {
    private static final SipHeader ACCEPT = new SipHeader(
            "Accept", "application/sdp, multipart/mixed, application/rs-metadata+xml, application/rs-metadata");

    private final SessionContext context;
    private final SecureRandom random;

    Negotiation(SessionContext context, SecureRandom random) {
        this.context = context;
        this.random = random;
    }

    /** A body with its parts, or why it cannot be read. */
    sealed interface Body permits Understood, Garbled {}

    record Understood(BodyParts parts) implements Body {}

    record Garbled(Refusal refusal) implements Body {}

    /** An offer that is accepted at least in part, or why not. */
    sealed interface Outcome permits Agreed, Rejected {}

    record Agreed(NegotiatedMedia media) implements Outcome {}

    record Rejected(Refusal refusal) implements Outcome {}

    Body read(SipRequest request) {
        if (request.body().length == 0) {
            return new Understood(new BodyParts(List.of()));
        }
        String type = request.contentType();
        if (type == null) {
            return new Garbled(Refusal.of(400, "content_type_missing", "a body needs a Content-Type"));
        }
        ParsedBody parsed = MultipartBody.parse(type, request.header("content-disposition"), request.body());
        if (parsed instanceof MalformedBody malformed) {
            return new Garbled(Refusal.of(400, "body_malformed", "body: " + malformed.reason()));
        }
        BodyParts parts = (BodyParts) parsed;
        if (!parts.understood()) {
            return new Garbled(new Refusal(
                    415,
                    "body_unsupported",
                    "session descriptions and metadata are understood, no more",
                    List.of(ACCEPT)));
        }
        return new Understood(parts);
    }

    /** The first offer of a call. */
    Outcome first(SipRequest request, byte[] offer) {
        long session = random.nextLong() & Long.MAX_VALUE >> 1;
        return negotiate(request, offer, new AnswerIdentity(session, 1, context.publicAddress()), Optional.empty());
    }

    /** A later offer: streams whose keys did not change keep ours. */
    Outcome next(SipRequest request, byte[] offer, NegotiatedMedia current) {
        AnswerIdentity old = current.identity();
        AnswerIdentity identity = new AnswerIdentity(old.sessionId(), old.version() + 1, old.address());
        return negotiate(request, offer, identity, Optional.of(current));
    }

    private Outcome negotiate(
            SipRequest request, byte[] offer, AnswerIdentity identity, Optional<NegotiatedMedia> current) {
        ParsedDescription parsed = SessionDescription.parse(offer);
        if (parsed instanceof MalformedDescription malformed) {
            return new Rejected(Refusal.of(400, "sdp_malformed", "SDP: " + malformed.reason()));
        }
        AnswerPlan plan = OfferAnswer.plan((SessionDescription) parsed, policyFor(request));
        boolean removesAll = current.isPresent() && allRemoved(plan);
        if (!plan.anyAccepted() && !removesAll) {
            return new Rejected(Refusal.of(488, "no_acceptable_stream", "no stream can be recorded: " + why(plan)));
        }
        boolean paused = current.map(NegotiatedMedia::paused).orElse(false);
        MediaPlace place = current.map(NegotiatedMedia::place).orElseGet(context::place);
        NegotiatedMedia media = new NegotiatedMedia(plan, Map.of(), Map.of(), List.of(), identity, paused, place);
        return new Agreed(media.withLocalKeys(localKeys(media, current)).withLocalDtls(localDtls(media, current)));
    }

    private AnswerPolicy policyFor(SipRequest request) {
        boolean confidential = request.peer().transport() == SipTransport.TLS;
        TrunkProfile profile = profileOf(request);
        return new AnswerPolicy(
                context.srtpAllowed(),
                !profile.requireSrtp(),
                confidential || context.keysOverPlaintext(),
                context.maxStreams(),
                profile.codecs(),
                profile.answer() == AnswerStyle.FIRST_CODEC);
    }

    /** How strictly the SRC of that request is held to the rules. */
    TrunkProfile profileOf(SipRequest request) {
        return context.trunks().named(request.trunk());
    }

    /** After the SRC's answer to an offer of ours; what cannot be read changes nothing. */
    Call answered(Call call, SipAnswer answer, OwnRequest own, Instant now) {
        return switch (SessionDescription.parse(answer.body())) {
            case MalformedDescription malformed -> call;
            case SessionDescription description -> {
                NegotiatedMedia media = call.media()
                        .withPlan(OfferAnswer.taken(call.media().plan(), description, !own.paused()))
                        .withLocalKeys(own.localKeys())
                        .agreedOn(own.localDtls(), call.media());
                yield call.agreed(media, now).withDescription(Descriptions.held(call.description(), media, now));
            }
        };
    }

    /** The same streams with keys of ours that were never used, and new names for their associations. */
    NegotiatedMedia freshlyKeyed(NegotiatedMedia media) {
        return media.withLocalKeys(localKeys(media, Optional.empty())).withNewAssociations(this::newTlsId);
    }

    private Map<Integer, SrtpMasterKey> localKeys(NegotiatedMedia media, Optional<NegotiatedMedia> current) {
        Map<Integer, SrtpMasterKey> keys = new HashMap<>();
        for (Accepted stream : media.accepted()) {
            SrtpSuite suite = stream.suite();
            if (suite != null) {
                Optional<SrtpMasterKey> kept = current.flatMap(before -> before.ownKeyFor(stream));
                keys.put(stream.offered().index(), kept.orElseGet(() -> SrtpMasterKey.generate(suite, random)));
            }
        }
        return keys;
    }

    private Map<Integer, LocalDtls> localDtls(NegotiatedMedia media, Optional<NegotiatedMedia> current) {
        Map<Integer, LocalDtls> ends = new HashMap<>();
        for (Accepted stream : media.accepted()) {
            DtlsAttributes theirs = stream.dtls();
            if (theirs != null) {
                Optional<LocalDtls> kept = current.flatMap(before -> before.ownDtlsFor(stream));
                ends.put(
                        stream.offered().index(),
                        kept.orElseGet(() -> new LocalDtls(
                                media.place().fingerprint(),
                                Setup.PASSIVE,
                                theirs.tlsId() == null ? null : newTlsId())));
            }
        }
        return ends;
    }

    /** Cannot be guessed or repeated (RFC 8842, section 4: at least 120 random bits). */
    private String newTlsId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static boolean allRemoved(AnswerPlan plan) {
        return plan.media().stream()
                .allMatch(media -> media instanceof Refused refused && refused.reason() == RefusalReason.PORT_ZERO);
    }

    private static String why(AnswerPlan plan) {
        if (plan.media().isEmpty()) {
            return "the offer has no media";
        }
        return plan.media().stream()
                .filter(Refused.class::isInstance)
                .map(Refused.class::cast)
                .map(refused -> "m-line " + (refused.offered().index() + 1) + " "
                        + refused.reason()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
