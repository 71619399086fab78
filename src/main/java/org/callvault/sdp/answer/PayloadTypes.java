package org.callvault.sdp.answer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.Numbers;

/** The static audio payload types (RFC 3551, section 6) and what can be told of an encoding by its name. */
public final class PayloadTypes {
    private static final Map<Integer, String> STATIC = Map.ofEntries(
            Map.entry(0, "PCMU/8000"),
            Map.entry(3, "GSM/8000"),
            Map.entry(4, "G723/8000"),
            Map.entry(5, "DVI4/8000"),
            Map.entry(6, "DVI4/16000"),
            Map.entry(7, "LPC/8000"),
            Map.entry(8, "PCMA/8000"),
            Map.entry(9, "G722/8000"),
            Map.entry(10, "L16/44100/2"),
            Map.entry(11, "L16/44100"),
            Map.entry(12, "QCELP/8000"),
            Map.entry(13, "CN/8000"),
            Map.entry(14, "MPA/90000"),
            Map.entry(15, "G728/8000"),
            Map.entry(16, "DVI4/11025"),
            Map.entry(17, "DVI4/22050"),
            Map.entry(18, "G729/8000"),
            // Reserved by RFC 3551 because its drafts had comfort noise here; some gateways still do.
            Map.entry(19, "CN/8000"));

    private static final Set<String> AUXILIARY = Set.of("telephone-event", "tone", "cn", "red", "ulpfec", "flexfec");
    private static final Pattern ENCODING = Pattern.compile("[^/\\s]{1,64}/[1-9][0-9]{0,6}(/[1-9][0-9]{0,2})?");

    private PayloadTypes() {}

    /** Encoding of a payload type: what the m-line maps it to, else what RFC 3551 says. */
    static Optional<String> encodingOf(MediaDescription media, String format) {
        return Numbers.payloadTypeOf(format).flatMap(payloadType -> media.rtpmap(format)
                .filter(encoding -> ENCODING.matcher(encoding).matches())
                .or(() -> staticEncoding(payloadType)));
    }

    public static Optional<String> staticEncoding(int payloadType) {
        return Optional.ofNullable(STATIC.get(payloadType));
    }

    /** Whether an encoding carries the sound itself; events, noise levels and redundancy only go with one that does. */
    static boolean carriesAudio(String encoding) {
        return !AUXILIARY.contains(nameOf(encoding).toLowerCase(Locale.ROOT));
    }

    /** The encoding's name in capitals, such as PCMU of {@code PCMU/8000}. */
    static String nameOf(String encoding) {
        return encoding.substring(0, encoding.indexOf('/')).toUpperCase(Locale.ROOT);
    }
}
