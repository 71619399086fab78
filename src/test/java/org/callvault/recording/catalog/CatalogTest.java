package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    @TempDir
    Path temp;

    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(temp);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void aRecordingIsFoundThroughItsWholeLifeAndAfterARestart() throws IOException {
        RecordingDescription live = Recorded.description(Recorded.id(1), null, "PCMU/8000", "PCMU/8000");
        catalog.insertLive(live);
        assertThat(catalog.live()).extracting(CatalogEntry::state).containsExactly(RecordingState.RECORDING);
        RecordingDescription ended = Recorded.description(live.id(), Recorded.START.plusSeconds(30), "PCMU/8000");
        catalog.markFinishing(ended);
        catalog.complete(ended, RecordingState.COMPLETE, "2026/03/01/x", "ab".repeat(32));
        catalog.insertLive(live);
        catalog.close();
        open();
        CatalogEntry entry = catalog.find(live.id()).orElseThrow();
        assertThat(entry.state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(entry.duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(entry.startedAt()).isEqualTo(Recorded.START);
        assertThat(entry.participants()).isEqualTo(live.metadata().participants());
        assertThat(entry.location()).isEqualTo("2026/03/01/x");
        assertThat(catalog.live()).isEmpty();
        assertThat(catalog.find(Recorded.id(2))).isEmpty();
    }

    @Test
    void recordingsAreFoundByIdentifierAndByParticipant() {
        RecordingId first = insert(1);
        insert(2);
        assertThat(search(Optional.of("00001002381234567890"), Optional.empty()))
                .hasSize(2);
        assertThat(search(Optional.of("call-" + first), Optional.empty())).containsExactly(first);
        assertThat(search(Optional.of("0000100238123456789%"), Optional.empty()))
                .isEmpty();
        assertThat(search(Optional.empty(), Optional.of("ALICE@"))).hasSize(2);
        assertThat(search(Optional.empty(), Optional.of("al%ce"))).isEmpty();
        assertThat(search(Optional.empty(), Optional.of("aor"))).isEmpty();
        assertThat(search(Optional.of("sip:alice@example.org"), Optional.empty()))
                .as("a participant is no identifier")
                .isEmpty();
        assertThat(search(Optional.of("call-" + first), Optional.of("alice"))).containsExactly(first);
        assertThat(search(Optional.of("'; DROP TABLE recording; --"), Optional.of("' OR 1=1")))
                .isEmpty();
    }

    private List<RecordingId> search(Optional<String> identifier, Optional<String> participant) {
        return catalog
                .page(new PageRequest(10, Optional.empty(), new SearchFilter(identifier, participant)))
                .items()
                .stream()
                .map(CatalogEntry::id)
                .toList();
    }

    @Test
    void pagesStayInPlaceWhileNewRecordingsCome() {
        List<RecordingId> newestFirst = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            newestFirst.addFirst(insert(i));
        }
        List<RecordingId> seen = new ArrayList<>();
        Optional<PageCursor> next = Optional.empty();
        do {
            Page page = catalog.page(
                    new PageRequest(3, next.flatMap(cursor -> PageCursor.parse(cursor.toString())), SearchFilter.NONE));
            page.items().forEach(item -> seen.add(item.id()));
            next = page.next();
            insert(100 + seen.size());
        } while (next.isPresent());
        assertThat(seen).isEqualTo(newestFirst);
    }

    @Test
    void cursorsAndLimitsOfStrangersAreRefused() {
        assertThat(PageCursor.parse("")).isEmpty();
        assertThat(PageCursor.parse("not a cursor")).isEmpty();
        assertThat(PageCursor.parse("A".repeat(59))).isEmpty();
        assertThatThrownBy(() -> PageRequest.first(201)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageRequest.first(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** All start at the same time, so the ids alone order them. */
    private RecordingId insert(int number) {
        RecordingId id = Recorded.id(number);
        catalog.insertLive(Recorded.description(id, null, "PCMU/8000"));
        return id;
    }
}
