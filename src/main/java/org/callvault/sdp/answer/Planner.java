package org.callvault.sdp.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.callvault.sdp.Direction;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.sdp.crypto.CryptoChoice;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.jspecify.annotations.Nullable;

/** Decides what is answered to each m-line; used once. */
final class Planner {
    private static final Pattern IP_LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final AnswerPolicy policy;
    private int accepted;

    Planner(AnswerPolicy policy) {
        this.policy = policy;
    }

    /** How an m-line is keyed. */
    private enum Keying {
        NONE,
        SDES,
        DTLS,
        UNSUPPORTED
    }

    AnswerPlan plan(SessionDescription offer) {
        List<MediaPlan> plans = new ArrayList<>();
        for (MediaDescription media : offer.media()) {
            MediaPlan plan = planOf(media);
            accepted += plan instanceof Accepted ? 1 : 0;
            plans.add(plan);
        }
        return new AnswerPlan(plans);
    }

    private MediaPlan planOf(MediaDescription media) {
        if (media.port() == 0) {
            return new Refused(media, RefusalReason.PORT_ZERO);
        }
        if (!media.type().equals("audio")) {
            return new Refused(media, RefusalReason.NOT_AUDIO);
        }
        Keying keying = keyingOf(media);
        Optional<RefusalReason> forbidden = forbidden(keying, media);
        if (forbidden.isPresent()) {
            return new Refused(media, forbidden.get());
        }
        Map<Integer, String> payloadTypes = workable(media);
        if (payloadTypes.values().stream().noneMatch(PayloadTypes::carriesAudio)) {
            return new Refused(media, RefusalReason.NO_COMMON_CODEC);
        }
        Optional<CryptoAttribute> crypto = keying == Keying.SDES ? CryptoChoice.first(media) : Optional.empty();
        if (keying == Keying.SDES && crypto.isEmpty()) {
            return new Refused(media, RefusalReason.NO_USABLE_CRYPTO);
        }
        Optional<DtlsAttributes> dtls = keying == Keying.DTLS ? DtlsAttributes.read(media) : Optional.empty();
        if (keying == Keying.DTLS && dtls.isEmpty()) {
            return new Refused(media, RefusalReason.NO_USABLE_FINGERPRINT);
        }
        return accepted >= policy.maxStreams()
                ? new Refused(media, RefusalReason.TOO_MANY_STREAMS)
                : accept(media, payloadTypes, crypto.orElse(null), dtls.orElse(null));
    }

    /**
     * The protocol alone decides, never the presence of keys: an RTP/AVP line with {@code a=crypto} is plain, and a SAVP line
     * is never taken as plain. A DTLS protocol is keyed by SDES only where it carries its lines and no fingerprint, as some
     * clients offer it.
     */
    private static Keying keyingOf(MediaDescription media) {
        return switch (media.protocol().toUpperCase(Locale.ROOT)) {
            case "RTP/AVP", "RTP/AVPF" -> Keying.NONE;
            case "RTP/SAVP", "RTP/SAVPF" -> Keying.SDES;
            case "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF" -> {
                boolean onlySdes = media.values("fingerprint").isEmpty()
                        && !media.cryptoLines().isEmpty();
                yield onlySdes ? Keying.SDES : Keying.DTLS;
            }
            default -> Keying.UNSUPPORTED;
        };
    }

    private Optional<RefusalReason> forbidden(Keying keying, MediaDescription media) {
        return switch (keying) {
            case UNSUPPORTED -> Optional.of(RefusalReason.PROTOCOL_UNSUPPORTED);
            case NONE -> policy.plainAllowed() ? Optional.empty() : Optional.of(RefusalReason.PLAINTEXT_FORBIDDEN);
            case DTLS -> policy.srtpAllowed() ? Optional.empty() : Optional.of(RefusalReason.SRTP_DISABLED);
            case SDES -> {
                if (!policy.srtpAllowed()) {
                    yield Optional.of(RefusalReason.SRTP_DISABLED);
                }
                yield policy.sdesOverThisTransportAllowed()
                                || media.cryptoLines().isEmpty()
                        ? Optional.empty()
                        : Optional.of(RefusalReason.KEYS_OVER_PLAINTEXT_SIGNALLING);
            }
        };
    }

    /** Payload types with a known encoding that the policy takes, in the offer's order. */
    private Map<Integer, String> workable(MediaDescription media) {
        Map<Integer, String> payloadTypes = new LinkedHashMap<>();
        for (String format : media.formats()) {
            PayloadTypes.encodingOf(media, format)
                    .filter(encoding -> isTaken(encoding, payloadTypes))
                    .ifPresent(encoding -> payloadTypes.putIfAbsent(Integer.valueOf(format), encoding));
        }
        return payloadTypes;
    }

    private boolean isTaken(String encoding, Map<Integer, String> before) {
        if (!PayloadTypes.carriesAudio(encoding)) {
            return true;
        }
        boolean another = policy.firstCodecOnly() && before.values().stream().anyMatch(PayloadTypes::carriesAudio);
        return !another && (policy.codecs().isEmpty() || policy.codecs().contains(PayloadTypes.nameOf(encoding)));
    }

    private static Accepted accept(
            MediaDescription media,
            Map<Integer, String> payloadTypes,
            @Nullable CryptoAttribute crypto,
            @Nullable DtlsAttributes dtls) {
        return new Accepted(
                media,
                media.label().orElse(null),
                payloadTypes,
                payloadTypes.keySet().stream().map(String::valueOf).toList(),
                media.rtcpMux(),
                isInactive(media),
                crypto == null ? null : crypto.keys(),
                crypto == null ? null : crypto.tag(),
                crypto == null ? null : crypto.suite(),
                dtls,
                literalAddress(media),
                media.port(),
                media.rtcpPort());
    }

    /** Whether its sender sends nothing for now. */
    static boolean isInactive(MediaDescription media) {
        Direction direction = media.direction();
        return media.held() || direction == Direction.INACTIVE || direction == Direction.RECVONLY;
    }

    static @Nullable String literalAddress(MediaDescription media) {
        String address = media.connectionAddress();
        return address == null || media.held() || !IP_LITERAL.matcher(address).matches() ? null : address;
    }
}
