package org.callvault.sdp.offer;

import java.util.List;
import java.util.stream.Collectors;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.PayloadTypes;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.srtp.SrtpMasterKey;

/** Writes the offer of the test client (RFC 7866, section 7.1): one labelled audio m-line for each stream. */
public final class OfferWriter {
    /** The one crypto line of each m-line. */
    static final int CRYPTO_TAG = 1;

    private static final int LINEAR = 96;
    private static final int TELEPHONE_EVENT = 101;

    private OfferWriter() {}

    /** The result holds the keys of its SRTP streams: send it over TLS, never log it. */
    public static String write(AnswerIdentity identity, List<OfferedStream> streams) {
        return identity.sessionLevel()
                + streams.stream().map(OfferWriter::section).collect(Collectors.joining());
    }

    private static String section(OfferedStream stream) {
        SrtpMasterKey key = stream.key();
        String formats = stream.payloadTypes().stream().map(String::valueOf).collect(Collectors.joining(" "));
        StringBuilder section = new StringBuilder("m=audio " + stream.port() + " ")
                .append(protocol(stream))
                .append(formats)
                .append("\r\n");
        stream.payloadTypes().forEach(payloadType -> section.append(mapping(payloadType)));
        if (stream.rtcpMux()) {
            section.append("a=rtcp-mux\r\n");
        }
        section.append("a=label:").append(stream.label()).append("\r\n");
        if (key != null) {
            section.append(CryptoAttribute.line(CRYPTO_TAG, key.suite().name(), key))
                    .append("\r\n");
        }
        if (stream.dtls() != null) {
            section.append(stream.dtls().lines());
        }
        return section.append("a=").append(stream.direction()).append("\r\n").toString();
    }

    private static String protocol(OfferedStream stream) {
        if (stream.dtls() != null) {
            return "UDP/TLS/RTP/SAVP ";
        }
        return stream.key() == null ? "RTP/AVP " : "RTP/SAVP ";
    }

    private static String mapping(int payloadType) {
        if (payloadType == TELEPHONE_EVENT) {
            return "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n";
        }
        if (payloadType == LINEAR) {
            return "a=rtpmap:96 L16/8000\r\n";
        }
        return PayloadTypes.staticEncoding(payloadType)
                .map(encoding -> "a=rtpmap:" + payloadType + " " + encoding + "\r\n")
                .orElse("");
    }
}
