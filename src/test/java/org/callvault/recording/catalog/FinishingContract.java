package org.callvault.recording.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.FinishingQueue.Lease;
import org.junit.jupiter.api.Test;

/** What the queue of finishers promises, whatever its database. */
abstract class FinishingContract extends CatalogContract {
    private static final Duration TERM = Duration.ofMinutes(1);
    private static final Duration OVER_AT_ONCE = Duration.ofMillis(1);

    private static RecordingDescription ended(int number) {
        return Recorded.description(Recorded.id(number), Recorded.START.plusSeconds(5), "PCMU/8000");
    }

    private FinishingQueue queued(int... numbers) {
        FinishingQueue queue = catalog.finishing();
        for (int number : numbers) {
            queue.add(Recorded.id(number), ended(number), null, "node-1");
        }
        return queue;
    }

    private static Optional<Lease> claim(FinishingQueue queue, String node, Duration term) {
        return queue.claim(node, List.of("node-1"), Duration.ZERO, term);
    }

    private static boolean complete(FinishingQueue queue, Lease lease, int number) {
        return queue.complete(lease, ended(number), RecordingState.COMPLETE, "2026/03/01/x", "ab".repeat(32));
    }

    @Test
    void aRecordingGoesThroughTheQueueIntoTheCatalog() {
        FinishingQueue queue = queued(1);
        assertThat(catalog.find(Recorded.id(1)).orElseThrow().state()).isEqualTo(RecordingState.FINISHING);
        Lease lease = claim(queue, "node-1", TERM).orElseThrow();
        assertThat(lease.given()).isEqualTo(ended(1));
        assertThat(lease.attempts()).isEqualTo(1);
        assertThat(claim(queue, "node-1", TERM)).as("one at a time").isEmpty();
        assertThat(queue.renew(lease, TERM, "writing", 40)).isTrue();
        QueuedRecordings.Entry entry = catalog.queued().find(Recorded.id(1)).orElseThrow();
        assertThat(entry.state()).isEqualTo("running");
        assertThat(entry.stage()).isEqualTo("writing");
        assertThat(entry.percent()).isEqualTo(40);
        assertThat(catalog.queued().counts())
                .extracting(QueuedRecordings.Counts::running)
                .isEqualTo(1L);
        assertThat(complete(queue, lease, 1)).isTrue();
        assertThat(catalog.find(Recorded.id(1)).orElseThrow().state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(catalog.queued().list(10)).isEmpty();
        assertThat(queue.parts(Recorded.id(1))).isEmpty();
    }

    @Test
    void whoWasHeldUpCanNeitherRenewNorCompleteWhatAnotherTookOver() {
        FinishingQueue queue = queued(1);
        Lease first = claim(queue, "node-1", OVER_AT_ONCE).orElseThrow();
        Lease second = taken(queue);
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(queue.renew(first, TERM, null, 0)).isFalse();
        assertThat(complete(queue, first, 1)).isFalse();
        queue.release(first, TERM, "too late to say so");
        assertThat(catalog.find(Recorded.id(1)).orElseThrow().state()).isEqualTo(RecordingState.FINISHING);
        assertThat(queue.renew(second, TERM, null, 0)).isTrue();
        assertThat(complete(queue, second, 1)).isTrue();
    }

    /** By another node, as soon as the lease is over. */
    private static Lease taken(FinishingQueue queue) {
        return Awaitility.await()
                .until(() -> claim(queue, "node-2", TERM), Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aNodeThatStartsAgainGoesOnAtOnceWithWhatItHeld() {
        FinishingQueue queue = queued(1);
        assertThat(claim(queue, "node-1", TERM)).isPresent();
        queue.abandon("node-2");
        assertThat(claim(queue, "node-1", TERM)).isEmpty();
        queue.abandon("node-1");
        assertThat(claim(queue, "node-1", TERM)).isPresent();
    }

    @Test
    void whatFailedIsTriedAgainLaterAndSaysWhy() {
        FinishingQueue queue = queued(1, 2);
        Lease lease = claim(queue, "node-1", TERM).orElseThrow();
        queue.release(lease, Duration.ofHours(1), "the store is away");
        assertThat(claim(queue, "node-1", TERM).orElseThrow().recording()).isNotEqualTo(lease.recording());
        QueuedRecordings.Entry entry = catalog.queued().find(lease.recording()).orElseThrow();
        assertThat(entry.state()).isEqualTo("failed");
        assertThat(entry.failure()).isEqualTo("the store is away");
        assertThat(entry.dueAt()).isAfter(entry.queuedAt().plusSeconds(3500));
        QueuedRecordings.Counts counts = catalog.queued().counts();
        assertThat(counts).isEqualTo(new QueuedRecordings.Counts(1, 1, 1, counts.oldest()));
        assertThat(counts.oldest()).isBetween(Duration.ZERO, TERM);
    }

    @Test
    void nodesTakeWhatTheyCanReadAPartOf() {
        FinishingQueue queue = queued(1);
        assertThat(queue.claim("node-2", List.of("node-2"), Duration.ZERO, TERM))
                .isEmpty();
        queue.hold(Recorded.id(1), "node-2");
        queue.hold(Recorded.id(1), "node-2");
        assertThat(queue.parts(Recorded.id(1))).containsExactly("node-1", "node-2");
        assertThat(queue.claim("node-2", List.of("node-2", "node-3"), TERM, TERM))
                .as("another node may be able to read all of it")
                .isEmpty();
        assertThat(queue.claim("node-2", List.of("node-2", "node-3"), Duration.ZERO, TERM))
                .isPresent();
    }

    @Test
    void theSessionsWordIsAddedToWhatWasFoundWithoutIt() {
        FinishingQueue queue = catalog.finishing();
        queue.add(Recorded.id(1), null, null, "node-1");
        queue.add(Recorded.id(1), ended(1), null, "node-1");
        queue.add(Recorded.id(1), null, null, "node-1");
        assertThat(claim(queue, "node-1", TERM).orElseThrow().given()).isEqualTo(ended(1));
    }

    @Test
    void noRecordingIsTakenTwiceHoweverManyTakeAtOnce() throws Exception {
        int[] numbers = new int[20];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        FinishingQueue queue = queued(numbers);
        Set<RecordingId> taken = new HashSet<>();
        CountDownLatch together = new CountDownLatch(4);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<RecordingId>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String node = "node-" + i;
                results.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    List<RecordingId> mine = new ArrayList<>();
                    for (int misses = 0; misses < 3; ) {
                        Optional<Lease> lease = claim(queue, node, TERM);
                        lease.ifPresent(each -> mine.add(each.recording()));
                        misses += lease.isPresent() ? 0 : 1;
                    }
                    return mine;
                }));
            }
            for (Future<List<RecordingId>> result : results) {
                result.get(30, TimeUnit.SECONDS)
                        .forEach(id -> assertThat(taken.add(id)).isTrue());
            }
        }
        assertThat(taken).hasSize(numbers.length);
    }
}
