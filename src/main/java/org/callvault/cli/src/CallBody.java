package org.callvault.cli.src;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.sdp.dtls.Setup;
import org.callvault.sdp.offer.OfferWriter;
import org.callvault.sdp.offer.OfferedStream;
import org.callvault.siprec.body.MultipartBody;
import org.callvault.siprec.metadata.CommunicationSession;
import org.callvault.siprec.metadata.MetadataParticipant;
import org.callvault.siprec.metadata.MetadataStream;
import org.callvault.siprec.metadata.MetadataWriter;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.callvault.srtp.SrtpMasterKey;

/** The bodies of one call: its session description, and the metadata that says who speaks on which stream. */
public final class CallBody {
    static final String METADATA_TYPE = "application/rs-metadata+xml";

    private final String address;
    private final List<Integer> ports;
    private final boolean rtcpMux;
    private final CallCodec codec;
    private final List<SrtpMasterKey> keys;
    private Optional<LocalDtls> dtls;
    private final String boundary = "callvault-" + UUID.randomUUID();
    private final byte[] metadata;
    private final long session = System.currentTimeMillis();
    private long version;

    CallBody(
            String address,
            List<Integer> ports,
            boolean rtcpMux,
            CallCodec codec,
            List<SrtpMasterKey> keys,
            Optional<LocalDtls> dtls,
            String callId) {
        this.codec = codec;
        this.address = address;
        this.ports = List.copyOf(ports);
        this.rtcpMux = rtcpMux;
        this.keys = keys;
        this.dtls = dtls;
        this.metadata = metadata(ports.size(), callId, Instant.now());
    }

    /** Streams of G.711 in the clear, by a caller who sends nothing. */
    public static CallBody inTheClear(String address, List<Integer> ports, String callId) {
        return new CallBody(address, ports, false, CallCodec.PCMU, List.of(), Optional.empty(), callId);
    }

    public String contentType() {
        return MultipartBody.contentType(boundary);
    }

    public byte[] withMetadata(String direction) {
        return MultipartBody.write(
                boundary, List.of(MultipartBody.sdpPart(description(direction)), MultipartBody.metadataPart(metadata)));
    }

    /** All that is known of the call (RFC 7865). */
    byte[] metadata() {
        return metadata.clone();
    }

    /** What is described from now on is another DTLS association (RFC 8842, section 5). */
    void newAssociation() {
        dtls = dtls.map(end -> end.named(UUID.randomUUID().toString()));
    }

    /** A description with its next version; streams are labelled 1, 2 and so on. */
    byte[] description(String direction) {
        return description(direction, dtls);
    }

    /** The same as an answer, which leaves no role open (RFC 5763, section 5): the client begins. */
    public byte[] answer(String direction) {
        return description(direction, dtls.map(end -> end.with(Setup.ACTIVE)));
    }

    private byte[] description(String direction, Optional<LocalDtls> end) {
        version++;
        List<OfferedStream> streams = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            streams.add(new OfferedStream(
                    Integer.toString(i + 1),
                    ports.get(i),
                    rtcpMux,
                    List.of(codec.payloadType()),
                    keys.isEmpty() ? null : keys.get(i),
                    end.orElse(null),
                    direction));
        }
        return OfferWriter.write(new AnswerIdentity(session, version, address), streams)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] metadata(int count, String callId, Instant now) {
        String session = newId();
        List<MetadataStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(new MetadataStream(newId(), session, Integer.toString(i + 1)));
        }
        List<MetadataParticipant> participants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String sends = streams.get(i).id();
            Set<String> hears = Set.of(streams.get((i + 1) % count).id());
            participants.add(new MetadataParticipant(
                    newId(), "sip:party" + (i + 1) + "@test.invalid", "Party " + (i + 1), Set.of(sends), hears));
        }
        return MetadataWriter.write(
                new RecordingMetadata(
                        true,
                        List.of(CommunicationSession.starting(session, callId, now)),
                        participants,
                        streams,
                        List.of(),
                        List.of(),
                        List.of()),
                now);
    }

    private static String newId() {
        return MetadataWriter.id(UUID.randomUUID());
    }
}
