package org.callvault.sdp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One m-line with its attributes. What the session level says for all media (address, direction) is already filled in.
 *
 * @param index of the m-line, 0-based
 * @param type such as {@code audio}, in lower case
 * @param port 0 to 65535; 0 refuses or removes the stream
 * @param protocol as written, such as {@code RTP/SAVP}
 * @param formats payload types as written
 * @param connectionAddress of its own {@code c=} line, else the session's; without a TTL
 * @param attributes in order
 */
public record MediaDescription(
        int index,
        String type,
        int port,
        String protocol,
        List<String> formats,
        @Nullable String connectionAddress,
        List<Attribute> attributes) {

    public MediaDescription {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    /** The text that ties the stream to the metadata (RFC 4574), opaque. */
    public Optional<String> label() {
        return value("label").map(String::strip).filter(label -> !label.isEmpty());
    }

    public Direction direction() {
        return attributes.stream()
                .flatMap(attribute -> Direction.ofAttribute(attribute.name()).stream())
                .findFirst()
                .orElse(Direction.SENDRECV);
    }

    /** Encoding of a payload type, such as {@code opus/48000/2}. */
    public Optional<String> rtpmap(String format) {
        return valueFor("rtpmap", format);
    }

    public Optional<String> fmtp(String format) {
        return valueFor("fmtp", format);
    }

    /** Milliseconds of audio per packet, as written. */
    public Optional<String> ptime() {
        return value("ptime").map(String::strip);
    }

    public boolean rtcpMux() {
        return attributes.stream().anyMatch(attribute -> attribute.name().equals("rtcp-mux"));
    }

    /** Where the describer takes RTCP: {@code a=rtcp} (RFC 3605), else the RTP port itself with rtcp-mux, else the next one. */
    public int rtcpPort() {
        if (rtcpMux()) {
            return port;
        }
        return value("rtcp")
                .flatMap(value -> Numbers.portOf(value.strip().split("[ /]", 2)[0]))
                .filter(given -> given > 0)
                .orElse(port == 0 ? 0 : Math.min(port + 1, 65535));
    }

    /** The {@code a=crypto} lines, in order of preference. Never log their values. */
    public List<Attribute> cryptoLines() {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(Attribute.CRYPTO))
                .toList();
    }

    /** On hold the old way, by the address 0.0.0.0 (RFC 2543). */
    public boolean held() {
        return "0.0.0.0".equals(connectionAddress) || "::".equals(connectionAddress);
    }

    /** The first value of an attribute. */
    public Optional<String> value(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(Attribute::value)
                .findFirst();
    }

    /** All values of an attribute, in order. */
    public List<String> values(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(Attribute::value)
                .toList();
    }

    private Optional<String> valueFor(String name, String format) {
        String prefix = format + " ";
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(attribute -> attribute.value().strip())
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()).strip())
                .findFirst();
    }
}
