package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.callvault.alarm.Alarms;
import org.callvault.config.retention.KeepFor;
import org.callvault.config.retention.Retention;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.Tombstones;
import org.callvault.recording.retention.Custody;
import org.callvault.recording.retention.LifeCycle;
import org.callvault.recording.retention.Order;
import org.callvault.recording.retention.Outcome;
import org.callvault.recording.retention.Remover;
import org.callvault.recording.retention.Target;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.store.DirectoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a catalog promises, whatever its database. */
abstract class CatalogContract {
    Catalog catalog;

    /** The same one each time in a test. */
    abstract Catalog reopened() throws Exception;

    @BeforeEach
    void open() throws Exception {
        catalog = reopened();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void aRecordingIsFoundThroughItsWholeLifeAndAfterARestart() throws Exception {
        RecordingDescription live = Recorded.description(Recorded.id(1), null, "PCMU/8000", "PCMU/8000");
        catalog.insertLive(live);
        assertThat(catalog.live()).extracting(CatalogEntry::state).containsExactly(RecordingState.RECORDING);
        RecordingDescription ended = Recorded.description(live.id(), Recorded.START.plusSeconds(30), "PCMU/8000");
        catalog.markFinishing(ended);
        catalog.complete(ended, RecordingState.COMPLETE, "2026/03/01/x", "ab".repeat(32));
        catalog.insertLive(live);
        catalog.close();
        catalog = reopened();
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
        RecordingId second = insert(2);
        assertThat(search(identifier("00001002381234567890"))).containsExactly(second, first);
        assertThat(search(identifier("call-" + first))).containsExactly(first);
        assertThat(search(identifier("0000100238123456789%"))).isEmpty();
        assertThat(search(participant("ALICE@"))).hasSize(2);
        assertThat(search(participant("al%ce"))).isEmpty();
        assertThat(search(participant("aor"))).isEmpty();
        assertThat(search(participant("frankfurt"))).as("a trunk takes no part").isEmpty();
        assertThat(search(identifier("alice")))
                .as("a participant is no identifier")
                .isEmpty();
        assertThat(search(identifier("call-" + first), participant("alice"))).containsExactly(first);
        assertThat(search(identifier("'; DROP TABLE recording; --"), participant("' OR 1=1")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "+49 69 1234567, true",
        "0049691234567, true",
        "0691234567, true",
        "1234567, true",
        "4567, true",
        "123456, false",
        "5301, false"
    })
    void numbersAreFoundByTheirLastDigits(String asked, boolean found) {
        RecordingId id = insert(1, "sip:+49691234567@sbc.example;user=phone", "Caller");
        insert(2, "sip:agent5301@example.org", "Agent");
        String digits = PhoneNumber.searched(asked).orElseThrow();
        assertThat(search(new Criterion.PhoneDigits(digits))).isEqualTo(found ? List.of(id) : List.of());
    }

    @Test
    void agentsAreFoundByNameInAnyCase() {
        RecordingId id = insert(1, "sip:Agent5301@example.org", "Agent");
        insert(2, "sip:agent53011@example.org", "Other");
        assertThat(search(new Criterion.Agent("AGENT5301"))).containsExactly(id);
    }

    @Test
    void aRecordingThatSeveralOfItsNumbersMatchIsFoundOnce() {
        RecordingDescription description = Recorded.description(Recorded.id(1), null, "PCMU/8000");
        catalog.insertLive(description.withMetadata(description
                .metadata()
                .withParticipants(List.of(
                        new Participant("p0", "sip:+49691234567@sbc.example", "Caller"),
                        new Participant("p1", "sip:0301234567@sbc.example", "Called")))));
        insert(2);
        Criterion number = new Criterion.PhoneDigits("1234567");
        assertThat(search(number)).containsExactly(description.id());
        assertThat(search(number, new Criterion.Agent("0301234567"), identifier("00001002381234567890")))
                .containsExactly(description.id());
        assertThat(search(number, new Criterion.Agent("alice"))).isEmpty();
    }

    @Test
    void timesAndPagesBoundWhatIsSearchedByName() {
        List<RecordingId> newestFirst = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            newestFirst.addFirst(insert(i));
        }
        Criterion agent = new Criterion.Agent("alice");
        Criterion from = new Criterion.From(Recorded.START);
        Page first = catalog.page(new PageRequest(3, Optional.empty(), SearchFilter.of(agent, from)));
        Page second = catalog.page(new PageRequest(3, first.next(), SearchFilter.of(agent, from)));
        assertThat(Stream.concat(first.items().stream(), second.items().stream()))
                .extracting(CatalogEntry::id)
                .isEqualTo(newestFirst);
        assertThat(search(agent, new Criterion.Before(Recorded.START))).isEmpty();
        assertThat(search(identifier("00001002381234567890"), new Criterion.From(Recorded.START.plusMillis(1))))
                .isEmpty();
    }

    @Test
    void trunkStateTimeAndDurationNarrowASearch() {
        RecordingId live = insert(1);
        RecordingId kept = insert(2);
        catalog.complete(
                Recorded.description(kept, Recorded.START.plusSeconds(90), "PCMU/8000"),
                RecordingState.COMPLETE,
                "2026/03/01/x",
                "ab".repeat(32));
        assertThat(search(new Criterion.Trunk("frankfurt"))).hasSize(2);
        assertThat(search(new Criterion.Trunk("paris"))).isEmpty();
        assertThat(search(new Criterion.InState(Set.of(RecordingState.RECORDING))))
                .containsExactly(live);
        assertThat(search(new Criterion.InState(Set.of(RecordingState.RECORDING, RecordingState.COMPLETE))))
                .hasSize(2);
        assertThat(search(atLeast(90), new Criterion.AtMost(Duration.ofSeconds(90))))
                .containsExactly(kept);
        assertThat(search(atLeast(91))).isEmpty();
        assertThat(search(new Criterion.From(Recorded.START))).hasSize(2);
        assertThat(search(new Criterion.From(Recorded.START.plusMillis(1)))).isEmpty();
        assertThat(search(new Criterion.Before(Recorded.START))).isEmpty();
        assertThat(catalog.find(kept).orElseThrow().trunk()).isEqualTo("frankfurt");
    }

    @Test
    void everyWordMustBePartOfWhatIsKnown() {
        RecordingId id = insert(1, "sip:bob@example.org", "Bob O'Hara 50%");
        insert(2);
        assertThat(search(words("O'HARA", "frank"))).containsExactly(id);
        assertThat(search(words("hara", "paris"))).isEmpty();
        assertThat(search(words("50%"))).containsExactly(id);
        assertThat(search(words("5_%"))).isEmpty();
    }

    @Test
    void oneOrTwoLettersAreFoundWhereAWordBegins() {
        RecordingId li = insert(1, "sip:li@example.org", "Wang.Li");
        RecordingId oliver = insert(2, "sip:oliver@example.org", "Oliver (Ng)");
        RecordingId wei = insert(3, "sip:4711@example.org", "\u738b\u4f1f");
        assertThat(search(words("LI"))).containsExactly(li);
        assertThat(search(participant("li"))).containsExactly(li);
        assertThat(search(participant("ng"), words("O"))).containsExactly(oliver);
        assertThat(search(participant("fr"))).as("a trunk takes no part").isEmpty();
        assertThat(search(words("fr"))).hasSize(3);
        assertThat(search(words("\u738b\u4f1f"))).containsExactly(wei);
        assertThat(search(participant("\u738b"))).containsExactly(wei);
        assertThat(search(words("\u4f1f"))).isEmpty();
        assertThat(search(words("47"))).containsExactly(wei);
        assertThat(search(words("l.."))).isEmpty();
        assertThat(search(words("li@"))).as("its end is an end of a word").containsExactly(li);
    }

    @Test
    void whatStrangersSayFitsIntoARowWhateverItIs() {
        String hostile = "\0" + "\ud83d" + "x\u0007".repeat(3000);
        RecordingDescription said = Recorded.description(Recorded.id(1), null, "PCMU/8000")
                .withMetadata(new MergedMetadata(
                        List.of(new Participant("p0", hostile, hostile)),
                        List.of(new CallIdentifier("ucid", hostile), new CallIdentifier("agent", hostile)),
                        List.of(),
                        new MergedMetadata.RecordingSession(Recorded.START, null)));
        catalog.insertLive(said);
        assertThat(search(new Criterion.Trunk("frankfurt"))).containsExactly(said.id());
        assertThat(search(words("\0"), identifier("\0"), participant("\0"))).isEmpty();
    }

    private static Criterion identifier(String value) {
        return new Criterion.Identifier(value);
    }

    private static Criterion participant(String part) {
        return new Criterion.Participant(part);
    }

    private static Criterion words(String... words) {
        return new Criterion.Words(List.of(words));
    }

    private static Criterion atLeast(int seconds) {
        return new Criterion.AtLeast(Duration.ofSeconds(seconds));
    }

    private List<RecordingId> search(Criterion... criteria) {
        return catalog.page(new PageRequest(10, Optional.empty(), SearchFilter.of(criteria))).items().stream()
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
            Page page = catalog.page(new PageRequest(
                    3,
                    next.flatMap(cursor -> PageCursor.parse(cursor.toString())),
                    SearchFilter.of(new Criterion.Trunk("frankfurt"))));
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
    RecordingId insert(int number) {
        RecordingId id = Recorded.id(number);
        catalog.insertLive(Recorded.description(id, null, "PCMU/8000"));
        return id;
    }

    private RecordingId insert(int number, String address, String name) {
        RecordingDescription description = Recorded.description(Recorded.id(number), null, "PCMU/8000");
        catalog.insertLive(description.withMetadata(
                description.metadata().withParticipants(List.of(new Participant("p0", address, name)))));
        return description.id();
    }

    /** The audit's disk fails in the middle of the removal: what is left is done at the next start. */
    @Test
    void aRecordingIsHeldReleasedAndErasedWhateverStopsInBetween(@TempDir Path data) throws Exception {
        RecordingId id = Recorded.id(1);
        catalog.complete(
                Recorded.description(id, Recorded.START.plusSeconds(90), "PCMU/8000"),
                RecordingState.COMPLETE,
                "2026/03/01/x",
                "ab".repeat(32));
        AtomicBoolean fails = new AtomicBoolean(true);
        Remover.Parts parts = new Remover.Parts(
                catalog,
                Spool.open(data.resolve("spool"), Recorded.key(data), Recorded.SETTINGS, Recorded.CLOCK),
                recording -> {},
                new DirectoryStore(data.resolve("recordings")),
                none -> Optional.empty(),
                new Tombstones(data.resolve("evidence")),
                NodeSigner.selfMade(data.resolve("signing"), "node-1", InstantSource.system()),
                event -> {
                    if (event.action().equals("recording.removed") && fails.get()) {
                        throw new IOException("the disk is full");
                    }
                },
                InstantSource.system(),
                true);
        Retention settings =
                new Retention(List.of(), KeepFor.FOREVER, Duration.ofHours(1), 10, Duration.ofDays(7), true, true);
        Alarms alarms = new Alarms(InstantSource.system(), new SimpleMeterRegistry());
        Order ada = new Order("ada", "asked for");
        Order bob = new Order("bob", "checked");
        Target one = new Target.One(id);
        try (Custody kept = Custody.open(parts, settings, alarms)) {
            LifeCycle orders = kept.orders();
            assertThat(orders.hold(one, "case", ada)).isInstanceOf(Outcome.Done.class);
            assertThat(orders.hold(one, "case", ada)).isInstanceOf(Outcome.Done.class);
            assertThat(orders.holds(id)).hasSize(1);
            assertThat(orders.erase(one, ada))
                    .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.detail())
                            .contains("\"case\""));
            assertThat(orders.release(Optional.of(id), "case", ada)).isInstanceOf(Outcome.Approving.class);
            assertThat(orders.decide(orders.waiting().getFirst().id(), true, bob))
                    .isInstanceOf(Outcome.Done.class);
            assertThat(orders.holds(id)).isEmpty();
            assertThat(orders.erase(one, ada)).isInstanceOf(Outcome.Approving.class);
            String approval = orders.waiting().getFirst().id();
            assertThat(orders.decide(approval, true, ada))
                    .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.why())
                            .isEqualTo(Outcome.Why.SAME_PERSON));
            assertThat(orders.decide(approval, true, bob)).isInstanceOf(Outcome.Done.class);
            await().atMost(Duration.ofSeconds(20)).until(() -> alarms.current().stream()
                    .anyMatch(alarm -> alarm.name().equals("retention")));
            assertThat(catalog.find(id).orElseThrow().state()).isEqualTo(RecordingState.REMOVING);
            assertThat(orders.hold(one, "late", ada)).isInstanceOf(Outcome.Refused.class);
        }
        fails.set(false);
        try (Custody again = Custody.open(parts, settings, alarms)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> catalog.find(id).orElseThrow().state() == RecordingState.ERASED);
            assertThat(again.orders().erase(one, ada)).isInstanceOf(Outcome.Done.class);
        }
        CatalogEntry left = catalog.find(id).orElseThrow();
        assertThat(left.participants()).isEmpty();
        assertThat(left.callId()).isEmpty();
        assertThat(search(participant("alice"))).isEmpty();
        assertThat(new Tombstones(data.resolve("evidence")).find(id)).isPresent();
        catalog.complete(
                Recorded.description(id, Recorded.START.plusSeconds(90), "PCMU/8000"),
                RecordingState.COMPLETE,
                "2026/03/01/x",
                "ab".repeat(32));
        assertThat(catalog.find(id).orElseThrow().state())
                .as("nothing brings it back")
                .isEqualTo(RecordingState.ERASED);
    }
}
