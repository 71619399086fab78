package org.callvault.session.state;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingDescription.Document;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Stream;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.MediaPlan;
import org.callvault.sdp.answer.Refused;
import org.callvault.session.history.MetadataHistory;
import org.callvault.session.history.Senders;
import org.callvault.session.signal.SipRequest;
import org.callvault.siprec.body.BodyPart;
import org.callvault.siprec.body.BodyParts;
import org.callvault.siprec.metadata.MalformedMetadata;
import org.callvault.siprec.metadata.MetadataParser;
import org.callvault.siprec.metadata.ParsedMetadata;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a recording's description in step with offers and metadata. Media is never failed because metadata is bad: it is
 * kept as received, and flagged.
 */
final class Descriptions {
    /** Raw documents kept of one call; an SRC that sends more is flagged. */
    private static final int MOST_DOCUMENTS = 200;

    /** A snapshot was asked for, which happens once in a call. */
    static final String SNAPSHOT_REQUESTED = "snapshot_requested";

    private Descriptions() {}

    /** Whether the SRC should be asked for all metadata again. */
    static boolean wantsSnapshot(RecordingDescription description) {
        return description.flags().contains(MetadataHistory.INCOMPLETE)
                && !description.flags().contains(SNAPSHOT_REQUESTED);
    }

    /** Adds what a request says: its metadata, if any, and the streams that were agreed on. */
    static RecordingDescription with(
            RecordingDescription before, SipRequest request, BodyParts parts, NegotiatedMedia media, Instant now) {
        Set<String> flags = new LinkedHashSet<>(before.flags());
        List<Document> documents = new ArrayList<>(before.documents());
        Optional<RecordingMetadata> metadata = parts.metadata().flatMap(part -> read(part, flags, documents, now));
        MergedMetadata merged = MetadataHistory.with(before.metadata(), request, metadata, flags, now);
        boolean first = before.streams().isEmpty();
        if (first && parts.metadata().isEmpty()) {
            flags.add("metadata_missing");
        }
        if (first && !isSiprec(request)) {
            flags.add("not_siprec");
        }
        return new RecordingDescription(
                before.id(),
                before.callId(),
                before.node(),
                before.peer(),
                media.accepted().isEmpty() ? before.encrypted() : media.encrypted(),
                before.startedAt(),
                before.endedAt(),
                before.endReason(),
                streams(before.streams(), media, metadata, flags, now),
                List.copyOf(flags),
                merged,
                documents,
                before.trunk());
    }

    static RecordingDescription flagged(RecordingDescription before, String flag) {
        Set<String> flags = new LinkedHashSet<>(before.flags());
        flags.add(flag);
        return before.withFlags(flags);
    }

    /** The same after directions changed, by either side. */
    static RecordingDescription held(RecordingDescription before, NegotiatedMedia media, Instant now) {
        Map<Integer, Boolean> onHold = new HashMap<>();
        media.accepted().forEach(stream -> onHold.put(stream.offered().index(), media.isOnHold(stream)));
        return before.withStreams(before.streams().stream()
                .map(stream -> paused(stream, onHold.getOrDefault(stream.index(), false), now))
                .toList());
    }

    /** The same after the BYE that ends the call. */
    static RecordingDescription endedBy(RecordingDescription before, SipRequest bye) {
        return before.withMetadata(MetadataHistory.endedBy(before.metadata(), bye));
    }

    static RecordingDescription ended(RecordingDescription before, String reason, Instant now) {
        return before.withStreams(before.streams().stream()
                        .map(stream -> closed(stream, now))
                        .toList())
                .withMetadata(MetadataHistory.ended(before.metadata(), now))
                .ended(now, reason);
    }

    static boolean isSiprec(SipRequest request) {
        String contact = request.contact();
        boolean required = request.headers().getOrDefault("require", List.of()).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("siprec"));
        return required || (contact != null && contact.contains("+sip.src"));
    }

    private static Optional<RecordingMetadata> read(
            BodyPart part, Set<String> flags, List<Document> documents, Instant now) {
        if (documents.size() < MOST_DOCUMENTS) {
            documents.add(new Document(now, part.contentType(), new String(part.content(), StandardCharsets.UTF_8)));
        } else {
            flags.add("metadata_documents_dropped");
        }
        ParsedMetadata parsed =
                MetadataParser.parse(part.content(), part.parameters().get("charset"));
        return switch (parsed) {
            case RecordingMetadata metadata -> {
                flags.addAll(metadata.flags());
                yield Optional.of(metadata);
            }
            case MalformedMetadata malformed -> {
                flags.add("metadata_malformed");
                yield Optional.empty();
            }
        };
    }

    /** Streams keep their place; one that the SRC removed stays in the description. */
    private static List<Stream> streams(
            List<Stream> before,
            NegotiatedMedia media,
            Optional<RecordingMetadata> metadata,
            Set<String> flags,
            Instant now) {
        Set<String> labels = media.accepted().stream()
                .map(Accepted::label)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Optional<Senders> senders = metadata.map(document -> new Senders(document, labels, flags));
        Map<Integer, Stream> byIndex = new TreeMap<>();
        before.forEach(stream -> byIndex.put(stream.index(), closed(stream, now)));
        for (MediaPlan plan : media.plan().media()) {
            int index = plan.offered().index();
            switch (plan) {
                case Accepted accepted -> {
                    Optional<Stream> old = before.stream()
                            .filter(stream -> stream.index() == index)
                            .findFirst();
                    byIndex.put(index, stream(accepted, media.isOnHold(accepted), old, senders, now));
                }
                case Refused refused ->
                    flags.add("stream_" + index + "_" + refused.reason().name().toLowerCase(Locale.ROOT));
            }
        }
        return List.copyOf(byIndex.values());
    }

    private static Stream stream(
            Accepted accepted, boolean onHold, Optional<Stream> old, Optional<Senders> said, Instant now) {
        int index = accepted.offered().index();
        List<String> before = old.map(Stream::participants).orElse(List.of());
        List<String> senders = said.map(document -> document.of(accepted.label(), index, before))
                .orElse(before);
        return new Stream(
                index,
                accepted.label(),
                senders,
                accepted.payloadTypes(),
                accepted.formatParameters(),
                accepted.offered().protocol(),
                suite(accepted),
                paused(old.map(Stream::paused).orElse(List.of()), onHold, now));
    }

    /** The profile of DTLS-SRTP is agreed on after the descriptions are. */
    private static @Nullable String suite(Accepted accepted) {
        if (accepted.dtls() != null) {
            return "DTLS-SRTP";
        }
        return accepted.suite() == null ? null : accepted.suite().name();
    }

    private static List<Interval> paused(List<Interval> before, boolean inactive, Instant now) {
        boolean open = !before.isEmpty() && before.getLast().to() == null;
        if (open == inactive) {
            return before;
        }
        List<Interval> after = new ArrayList<>(before);
        if (inactive) {
            after.add(new Interval(now, null));
        } else {
            after.set(after.size() - 1, new Interval(after.getLast().from(), now));
        }
        return after;
    }

    private static Stream closed(Stream stream, Instant now) {
        return paused(stream, false, now);
    }

    private static Stream paused(Stream stream, boolean onHold, Instant now) {
        return new Stream(
                stream.index(),
                stream.label(),
                stream.participants(),
                stream.payloadTypes(),
                stream.formatParameters(),
                stream.protocol(),
                stream.suite(),
                paused(stream.paused(), onHold, now));
    }
}
