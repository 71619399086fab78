package org.callvault.siprec.metadata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.callvault.siprec.xml.XmlElement;
import org.jspecify.annotations.Nullable;

/** Gives a document its meaning; used once. Handles the attribute styles of RFC 7865 and of its drafts alike. */
final class MetadataDocument {
    private static final Set<String> ROOTS = Set.of("recording", "recordingmetadata", "rsmetadata");
    private static final Set<String> TIMES =
            Set.of("starttime", "stoptime", "endtime", "associatetime", "disassociatetime");
    private static final Set<String> SESSION = with("sipsessionid", "reason", "groupref", "mode");
    private static final Set<String> PARTICIPANT =
            with("nameid", "aor", "name", "send", "recv", "receive", "sessionref", "param");
    private static final Set<String> STREAM = with("label", "mode", "sessionref", "content");

    private final ExtensionCollector extensions;
    private final List<CommunicationSession> sessions = new ArrayList<>();
    private final Map<String, ParticipantDraft> participants = new LinkedHashMap<>();
    private final List<MetadataStream> streams = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private final Set<String> flags = new LinkedHashSet<>();
    private boolean complete = true;
    /** Something was said of who sends what, be it that nobody does. */
    private boolean sendersSaid;

    private MetadataDocument(String rootNamespace) {
        extensions = new ExtensionCollector(rootNamespace);
    }

    static ParsedMetadata interpret(XmlElement root, boolean repaired) {
        if (!ROOTS.contains(root.key())) {
            return new MalformedMetadata("root element is not a recording");
        }
        MetadataDocument document = new MetadataDocument(root.namespace());
        if (repaired) {
            document.flags.add(MetadataFlags.REPAIRED);
        }
        document.read(root);
        return document.finish();
    }

    private static Set<String> with(String... names) {
        Set<String> known = new LinkedHashSet<>(TIMES);
        known.addAll(List.of(names));
        return known;
    }

    private void read(XmlElement root) {
        mode(root.attribute("datamode", "dataMode"));
        root.children().forEach(this::readTop);
    }

    private void readTop(XmlElement element) {
        if (extensions.isForeign(element)) {
            extensions.add(null, element);
            return;
        }
        switch (element.key()) {
            case "datamode", "mode" -> mode(element.text());
            case "group" ->
                extensions.collect(element.attribute("group_id", "id"), element, with("initiator", "groupref"));
            case "session" -> session(element);
            case "participant" -> participant(element);
            case "stream" -> stream(element);
            case "participantstreamassoc" -> streamAssociation(element);
            case "participantsessionassoc" -> presence(element);
            case "sessionrecordingassoc" -> {
                // One call or several in this recording: its times stay in the raw text.
            }
            default -> extensions.add(null, element);
        }
    }

    private void mode(@Nullable String text) {
        if (text != null && text.equalsIgnoreCase("partial")) {
            complete = false;
        }
    }

    private void session(XmlElement element) {
        String id = idOr(element, "session:" + (sessions.size() + 1), "session_id", "id");
        String start = element.childText("starttime");
        String stop = element.childText("stoptime");
        sessions.add(new CommunicationSession(
                id,
                texts(element.children("sipsessionid")),
                time(start),
                time(stop),
                start,
                stop,
                element.childText("groupref"),
                reasons(element.children("reason"))));
        extensions.collect(id, element, SESSION);
    }

    private void participant(XmlElement element) {
        String id = idOr(element, "participant:" + (participants.size() + 1), "participant_id", "id");
        ParticipantDraft draft = participants.computeIfAbsent(id, ParticipantDraft::new);
        draft.describe(element);
        // The drafts say it here instead of in associations.
        associate(draft, element);
        extensions.collect(id, element, PARTICIPANT);
    }

    private void stream(XmlElement element) {
        String label = element.childText("label");
        if (label == null) {
            label = emptyToNull(element.attribute("label"));
        }
        if (label == null) {
            flags.add(MetadataFlags.LABEL_MISSING);
        }
        String madeUp = label == null ? "stream:" + (streams.size() + 1) : "label:" + label;
        String id = idOr(element, madeUp, "stream_id", "id");
        String session = emptyToNull(element.attribute("session_id", "session"));
        streams.add(new MetadataStream(id, session, label));
        extensions.collect(id, element, STREAM);
    }

    private void streamAssociation(XmlElement element) {
        String id = emptyToNull(element.attribute("participant_id", "participant", "id"));
        if (id == null) {
            flags.add(MetadataFlags.ID_MISSING);
            return;
        }
        if (element.children("send").isEmpty() && element.children("recv").isEmpty()) {
            sendersSaid = true;
        }
        associate(participants.computeIfAbsent(id, ParticipantDraft::new), element);
    }

    private void presence(XmlElement element) {
        String id = emptyToNull(element.attribute("participant_id", "participant", "id"));
        if (id == null) {
            flags.add(MetadataFlags.ID_MISSING);
            return;
        }
        presences.add(new Presence(
                id, time(element.childText("associatetime")), time(element.childText("disassociatetime"))));
    }

    private void associate(ParticipantDraft draft, XmlElement holder) {
        draft.sends.addAll(streamIds(holder.children("send")));
        draft.receives.addAll(streamIds(holder.children("recv")));
        draft.receives.addAll(streamIds(holder.children("receive")));
        sendersSaid |= !draft.sends.isEmpty() || !draft.receives.isEmpty();
    }

    /** The id is the element's text, or that of an {@code id} element within; empty ones name nothing. */
    private static List<String> streamIds(List<XmlElement> directions) {
        List<XmlElement> holders = new ArrayList<>(directions);
        directions.forEach(direction -> holders.addAll(direction.children("id")));
        return texts(holders);
    }

    private String idOr(XmlElement element, String madeUp, String... attributes) {
        String id = emptyToNull(element.attribute(attributes));
        if (id == null) {
            flags.add(MetadataFlags.ID_MISSING);
            return madeUp;
        }
        return id;
    }

    private @Nullable Instant time(@Nullable String text) {
        Instant time = MetadataTime.parse(text);
        if (text != null && time == null) {
            flags.add(MetadataFlags.TIME_UNCLEAR);
        }
        return time;
    }

    private ParsedMetadata finish() {
        Collection<ParticipantDraft> drafts = participants.values();
        if (complete && !sendersSaid && SenderGuess.apply(drafts, streams)) {
            flags.add(MetadataFlags.SENDERS_BY_ORDER);
        }
        return new RecordingMetadata(
                complete,
                sessions,
                drafts.stream().map(ParticipantDraft::finish).toList(),
                streams,
                presences,
                extensions.extensions(),
                List.copyOf(flags));
    }

    private static List<String> texts(List<XmlElement> elements) {
        return elements.stream()
                .map(XmlElement::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<SessionReason> reasons(List<XmlElement> elements) {
        return elements.stream()
                .filter(element -> !element.text().isEmpty())
                .map(element -> new SessionReason(
                        Objects.requireNonNullElse(
                                emptyToNull(element.attribute("protocol")), SessionReason.DEFAULT_PROTOCOL),
                        element.text()))
                .toList();
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
