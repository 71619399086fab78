package org.callvault.security.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFileTest {
    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T23:59:59Z"));
    private final AtomicInteger dropped = new AtomicInteger();

    private AuditFile open() throws Exception {
        return AuditFile.open(directory, "node-1", (content, at) -> new byte[] {1}, now::get, dropped::incrementAndGet);
    }

    @Test
    void eachDayHasAFileAndEachEventALine() throws Exception {
        try (AuditFile audit = open()) {
            audit.record(AuditEvent.of("sip.connection", "ok")
                    .with("peer", "192.0.2.1:5061")
                    .with("cipher", null));
            audit.record(AuditEvent.of("sip.invite", "tls\"required\n"));
            now.set(Instant.parse("2026-11-24T00:00:00Z"));
            audit.record(AuditEvent.of("session.pause", "ok"));
        }
        List<String> first = Files.readAllLines(directory.resolve("audit-2026-11-23.jsonl"));
        assertThat(first)
                .containsExactly(
                        "{\"seq\":1,\"prev\":\"" + AuditLine.NONE
                                + "\",\"time\":\"2026-11-23T23:59:59Z\",\"action\":\"sip.connection\",\"result\":\"ok\","
                                + "\"peer\":\"192.0.2.1:5061\"}",
                        "{\"seq\":2,\"prev\":\""
                                + AuditLine.hash(first.getFirst().getBytes(StandardCharsets.UTF_8))
                                + "\",\"time\":\"2026-11-23T23:59:59Z\",\"action\":\"sip.invite\","
                                + "\"result\":\"tls\\\"required\\n\"}");
        assertThat(Files.readAllLines(directory.resolve("audit-2026-11-24.jsonl")))
                .hasSize(1);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void whatWasWrittenBeforeARestartStays() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (AuditFile audit = open()) {
                audit.record(AuditEvent.of("start", "ok"));
            }
        }
        assertThat(Files.readAllLines(directory.resolve("audit-2026-11-23.jsonl")))
                .hasSize(2);
    }

    @Test
    void whatCannotBeWrittenIsCountedAndTheNextEventTriesAgain() throws Exception {
        try (AuditFile audit = open()) {
            Path inTheWay = Files.createDirectory(directory.resolve("audit-2026-11-23.jsonl"));
            audit.record(AuditEvent.of("first", "ok"));
            org.awaitility.Awaitility.await().untilAtomic(dropped, org.hamcrest.Matchers.is(1));
            Files.delete(inTheWay);
            audit.record(AuditEvent.of("second", "ok"));
        }
        assertThat(Files.readString(directory.resolve("audit-2026-11-23.jsonl")))
                .contains("second")
                .doesNotContain("first");
    }

    @Test
    void afterItIsClosedEventsAreCountedAsDropped() throws Exception {
        AuditFile audit = open();
        audit.close();
        audit.record(AuditEvent.of("late", "ok"));
        assertThat(dropped).hasValue(1);
    }

    private List<AuditLine> lines() throws Exception {
        List<AuditLine> lines = new ArrayList<>();
        for (Path day : AuditDays.in(directory)) {
            for (String line : Files.readAllLines(day)) {
                lines.add(AuditLine.parse(line.getBytes(StandardCharsets.UTF_8)).orElseThrow());
            }
        }
        return lines;
    }

    private void requireChain(List<AuditLine> lines) {
        String before = AuditLine.NONE;
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i).sequence()).isEqualTo(i + 1);
            assertThat(lines.get(i).previous()).isEqualTo(before);
            before = lines.get(i).hash();
        }
    }

    @Test
    void eachLineNamesTheOneBeforeOverDaysAndRestarts() throws Exception {
        for (int start = 0; start < 3; start++) {
            try (AuditFile audit = open()) {
                audit.record(AuditEvent.of("first", "ok"));
                audit.keep(AuditEvent.of("second", "ok"));
            }
            now.getAndUpdate(at -> at.plusSeconds(86_400));
        }
        assertThat(lines()).hasSize(6);
        requireChain(lines());
        assertThat(AuditHead.in(directory)).hasSize(3);
        AuditHead last = AuditHead.read(
                        Files.readAllBytes(AuditHead.in(directory).getLast()))
                .orElseThrow();
        assertThat(last.sequence()).isEqualTo(6);
        assertThat(last.hash()).isEqualTo(lines().getLast().hash());
        assertThat(last.day()).isEqualTo("2026-11-25");
    }

    @Test
    void whatIsKeptIsOnDiskWhenTheCallReturns() throws Exception {
        try (AuditFile audit = open()) {
            for (int i = 1; i <= 5; i++) {
                audit.keep(AuditEvent.of("recording.erase", "asked"));
                assertThat(lines()).hasSize(i);
            }
        }
    }

    @Test
    void whatCannotBeKeptIsToldToWhoWaits() throws Exception {
        try (AuditFile audit = open()) {
            Files.createDirectory(directory.resolve("audit-2026-11-23.jsonl"));
            assertThatThrownBy(() -> audit.keep(AuditEvent.of("recording.erase", "asked")))
                    .isInstanceOf(IOException.class);
            assertThat(dropped).hasValue(1);
        }
    }

    @Test
    void howManyWereDroppedIsALineOfTheChain() throws Exception {
        try (AuditFile audit = open()) {
            Path inTheWay = Files.createDirectory(directory.resolve("audit-2026-11-23.jsonl"));
            audit.record(AuditEvent.of("first", "ok"));
            audit.record(AuditEvent.of("second", "ok"));
            org.awaitility.Awaitility.await().untilAtomic(dropped, org.hamcrest.Matchers.is(2));
            Files.delete(inTheWay);
            audit.keep(AuditEvent.of("third", "ok"));
        }
        assertThat(lines()).extracting(line -> line.text("action")).containsExactly("audit.dropped", "third");
        assertThat(lines().getFirst().text("count")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 200_000})
    void aLineThatAStopToreIsCutOffAndTold(int torn) throws Exception {
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("whole", "ok"));
        }
        Files.writeString(
                directory.resolve("audit-2026-11-23.jsonl"),
                "{\"seq\":2,".concat("x".repeat(torn)).substring(0, torn),
                StandardOpenOption.APPEND);
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("next", "ok"));
        }
        requireChain(lines());
        assertThat(lines()).extracting(line -> line.text("action")).containsExactly("whole", "audit.repaired", "next");
        assertThat(lines().get(1).text("tornBytes")).isEqualTo(Integer.toString(torn));
    }

    @Test
    void aChainThatIsShorterThanWhatWasSignedSaysSo() throws Exception {
        Path day = directory.resolve("audit-2026-11-23.jsonl");
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("first", "ok"));
            audit.keep(AuditEvent.of("second", "ok"));
        }
        Files.writeString(day, Files.readAllLines(day).getFirst() + "\n");
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("third", "ok"));
        }
        assertThat(lines())
                .extracting(line -> line.text("action"))
                .containsExactly("first", "audit.shortened", "third");
    }

    @Test
    void linesKeepTheirOrderWhereTheClockGoesBack() throws Exception {
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("first", "ok"));
            now.getAndUpdate(at -> at.minusSeconds(200_000));
            audit.keep(AuditEvent.of("second", "ok"));
        }
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("third", "ok"));
        }
        assertThat(AuditDays.in(directory)).hasSize(1);
        requireChain(lines());
    }

    @Test
    void linesOfEarlierVersionsAreFollowedByTheChain() throws Exception {
        String old = "{\"time\":\"2026-11-22T10:00:00Z\",\"action\":\"sip.connection\",\"result\":\"ok\"}";
        Files.writeString(directory.resolve("audit-2026-11-22.jsonl"), old + "\n");
        try (AuditFile audit = open()) {
            audit.keep(AuditEvent.of("first", "ok"));
        }
        AuditLine line = AuditLine.parse(Files.readAllBytes(directory.resolve("audit-2026-11-23.jsonl")))
                .orElseThrow();
        assertThat(line.sequence()).isEqualTo(1);
        assertThat(line.previous()).isEqualTo(AuditLine.hash(old.getBytes(StandardCharsets.UTF_8)));
    }
}
