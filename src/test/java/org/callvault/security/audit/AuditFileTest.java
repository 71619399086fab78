package org.callvault.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T23:59:59Z"));
    private final AtomicInteger dropped = new AtomicInteger();

    @Test
    void eachDayHasAFileAndEachEventALine() throws Exception {
        try (AuditFile audit = AuditFile.open(directory, now::get, dropped::incrementAndGet)) {
            audit.record(AuditEvent.of("sip.connection", "ok")
                    .with("peer", "192.0.2.1:5061")
                    .with("cipher", null));
            audit.record(AuditEvent.of("sip.invite", "tls\"required\n"));
            now.set(Instant.parse("2026-11-24T00:00:00Z"));
            audit.record(AuditEvent.of("session.pause", "ok"));
        }
        assertThat(Files.readAllLines(directory.resolve("audit-2026-11-23.jsonl")))
                .containsExactly(
                        "{\"time\":\"2026-11-23T23:59:59Z\",\"action\":\"sip.connection\",\"result\":\"ok\","
                                + "\"peer\":\"192.0.2.1:5061\"}",
                        "{\"time\":\"2026-11-23T23:59:59Z\",\"action\":\"sip.invite\",\"result\":\"tls\\\"required\\n\"}");
        assertThat(Files.readAllLines(directory.resolve("audit-2026-11-24.jsonl")))
                .hasSize(1);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void whatWasWrittenBeforeARestartStays() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (AuditFile audit = AuditFile.open(directory, now::get, dropped::incrementAndGet)) {
                audit.record(AuditEvent.of("start", "ok"));
            }
        }
        assertThat(Files.readAllLines(directory.resolve("audit-2026-11-23.jsonl")))
                .hasSize(2);
    }

    @Test
    void whatCannotBeWrittenIsCountedAndTheNextEventTriesAgain() throws Exception {
        try (AuditFile audit = AuditFile.open(directory, now::get, dropped::incrementAndGet)) {
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
        AuditFile audit = AuditFile.open(directory, now::get, dropped::incrementAndGet);
        audit.close();
        audit.record(AuditEvent.of("late", "ok"));
        assertThat(dropped).hasValue(1);
    }
}
