package org.callvault.siprec.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.callvault.siprec.xml.XmlText;
import org.jspecify.annotations.Nullable;

/** Writes recording metadata for the test client, elements in the order of the schema (RFC 7865, appendix A); used once. */
public final class MetadataWriter {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:recording:1";

    private final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final String associated;

    private MetadataWriter(Instant associated) {
        this.associated = time(associated);
    }

    /**
     * Writes a snapshot or an update. Extensions and flags are left out.
     *
     * @param associated when the participants joined their calls and streams
     */
    public static byte[] write(RecordingMetadata metadata, Instant associated) {
        return new MetadataWriter(associated).document(metadata).getBytes(StandardCharsets.UTF_8);
    }

    /** An id as RFC 7865, section 6.10, wants it: the base64 of a UUID's 16 bytes. */
    public static String id(UUID uuid) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private String document(RecordingMetadata metadata) {
        xml.append("<recording xmlns=\"").append(NAMESPACE).append("\">\n");
        element("  ", "datamode", metadata.complete() ? "complete" : "partial");
        groups(metadata);
        metadata.sessions().forEach(this::session);
        metadata.participants().forEach(this::participant);
        metadata.streams().forEach(this::stream);
        metadata.sessions().forEach(session -> {
            open("sessionrecordingassoc", "session_id", session.id());
            close("sessionrecordingassoc");
        });
        participantSessions(metadata);
        metadata.participants().forEach(this::streamAssociation);
        return xml.append("</recording>\n").toString();
    }

    private void groups(RecordingMetadata metadata) {
        metadata.sessions().stream()
                .map(CommunicationSession::groupId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(group -> {
                    open("group", "group_id", group);
                    close("group");
                });
    }

    private void session(CommunicationSession session) {
        open("session", "session_id", session.id());
        session.sipSessionIds().forEach(id -> element("    ", "sipSessionID", id));
        session.reasons().forEach(this::reason);
        optional("group-ref", session.groupId());
        optional("start-time", session.startTime() == null ? null : time(session.startTime()));
        optional("stop-time", session.stopTime() == null ? null : time(session.stopTime()));
        endElement("session");
    }

    private void reason(SessionReason reason) {
        xml.append("    <reason protocol=\"")
                .append(XmlText.escape(reason.protocol()))
                .append("\">")
                .append(XmlText.escape(reason.text()))
                .append("</reason>\n");
    }

    private void participant(MetadataParticipant participant) {
        open("participant", "participant_id", participant.id());
        String aor = participant.aor() == null ? "" : participant.aor();
        xml.append("    <nameID aor=\"").append(XmlText.escape(aor)).append("\">\n");
        if (participant.name() != null) {
            element("      ", "name", participant.name());
        }
        xml.append("    </nameID>\n");
        endElement("participant");
    }

    private void stream(MetadataStream stream) {
        xml.append("  <stream stream_id=\"").append(XmlText.escape(stream.id())).append('"');
        if (stream.sessionId() != null) {
            xml.append(" session_id=\"")
                    .append(XmlText.escape(stream.sessionId()))
                    .append('"');
        }
        xml.append(">\n");
        optional("label", stream.label());
        endElement("stream");
    }

    /** A participant is in the calls of its streams, and in every call if it has none. */
    private void participantSessions(RecordingMetadata metadata) {
        for (MetadataParticipant participant : metadata.participants()) {
            for (CommunicationSession session : metadata.sessions()) {
                Set<String> own = new LinkedHashSet<>(participant.sends());
                own.addAll(participant.receives());
                boolean inCall = own.isEmpty()
                        || metadata.streams().stream()
                                .filter(stream -> own.contains(stream.id()))
                                .anyMatch(stream -> session.id().equals(stream.sessionId()));
                if (inCall) {
                    open("participantsessionassoc", "participant_id", participant.id(), "session_id", session.id());
                    close("participantsessionassoc");
                }
            }
        }
    }

    private void streamAssociation(MetadataParticipant participant) {
        open("participantstreamassoc", "participant_id", participant.id());
        participant.sends().forEach(id -> element("    ", "send", id));
        participant.receives().forEach(id -> element("    ", "recv", id));
        close("participantstreamassoc");
    }

    /** Opens an element of the second level; attributes as name, value, name, value. */
    private void open(String name, String... attributes) {
        xml.append("  <").append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            xml.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(XmlText.escape(attributes[i + 1]))
                    .append('"');
        }
        xml.append(">\n");
    }

    /** Ends an association, which ends with its time. */
    private void close(String name) {
        element("    ", "associate-time", associated);
        endElement(name);
    }

    private void endElement(String name) {
        xml.append("  </").append(name).append(">\n");
    }

    private void optional(String name, @Nullable String text) {
        if (text != null) {
            element("    ", name, text);
        }
    }

    private void element(String indent, String name, String text) {
        xml.append(indent)
                .append('<')
                .append(name)
                .append('>')
                .append(XmlText.escape(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    /** RFC 3339 in UTC with a capital T and Z; whole seconds suffice. */
    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
