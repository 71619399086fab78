package org.callvault.recording.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {
    @TempDir
    Path temp;

    @Test
    void aRecordingAppearsWholeOrNotAtAll() throws IOException {
        DirectoryStore store = new DirectoryStore(temp);
        RecordingId id = Recorded.id(1);
        try (StagedRecording staged = store.stage(id)) {
            Files.writeString(staged.file("a.txt"), "hello");
            Files.writeString(staged.scratch("b"), "gone");
            assertThat(store.location(id)).isEmpty();
            assertThat(staged.commit()).isEqualTo("2026/03/01/" + id);
        }
        assertThat(store.directory(id)).isDirectoryContaining("glob:**a.txt");
        assertThat(temp.resolve(".part")).isEmptyDirectory();
        try (var in = Channels.newInputStream(store.read(id, "a.txt"))) {
            assertThat(in.readAllBytes()).asString().isEqualTo("hello");
        }
    }

    @Test
    void whatIsKeptStaysWhenItIsCommittedAgain() throws IOException {
        DirectoryStore store = new DirectoryStore(temp);
        RecordingId id = Recorded.id(1);
        for (String content : new String[] {"first", "second"}) {
            try (StagedRecording staged = store.stage(id)) {
                Files.writeString(staged.file("a.txt"), content);
                staged.commit();
            }
        }
        assertThat(store.directory(id).resolve("a.txt")).hasContent("first");
    }

    @Test
    void leftoversOfABrokenAttemptAreThrownAwayAtTheNextStart() throws IOException {
        RecordingId id = Recorded.id(1);
        Path old = new DirectoryStore(temp, "node-1").stage(id).file("old.txt");
        Files.writeString(old, "abandoned");
        try (StagedRecording staged = new DirectoryStore(temp, "node-1").stage(Recorded.id(2))) {
            assertThat(old).doesNotExist();
            assertThat(staged.file("new.txt").resolveSibling("")).isDirectory();
        }
    }

    @Test
    void whatAnotherNodeWritesIsLeftAloneUntilItIsADayOld() throws IOException {
        RecordingId id = Recorded.id(1);
        Path other = new DirectoryStore(temp, "node-2").stage(id).file("a.txt");
        Files.writeString(other, "under way");
        new DirectoryStore(temp, "node-1").stage(id).close();
        assertThat(other).exists();
        try (Stream<Path> all = Files.walk(temp.resolve(".part"))) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
            }
        }
        Files.setLastModifiedTime(other, FileTime.from(Instant.now()));
        new DirectoryStore(temp, "node-1").stage(id).close();
        assertThat(other).as("a long one, which is written to").exists();
        Files.setLastModifiedTime(other, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        new DirectoryStore(temp, "node-1").stage(id).close();
        assertThat(temp.resolve(".part")).isEmptyDirectory();
    }

    @Test
    void attemptsOfSeveralNodesShareNothingAndTheFirstThatIsDoneStays() throws IOException {
        RecordingId id = Recorded.id(1);
        DirectoryStore store = new DirectoryStore(temp, "node-1");
        try (StagedRecording paused = store.stage(id);
                StagedRecording successor = new DirectoryStore(temp, "node-2").stage(id)) {
            Files.writeString(paused.file("a.txt"), "of the paused one");
            Files.writeString(successor.file("a.txt"), "of its successor");
            Files.writeString(paused.file("b.txt"), "of the paused one");
            String kept = successor.commit();
            Files.writeString(paused.file("c.txt"), "of the paused one");
            assertThat(paused.commit()).isEqualTo(kept);
        }
        assertThat(store.directory(id).resolve("a.txt")).hasContent("of its successor");
        assertThat(store.directory(id)).isDirectoryNotContaining("glob:**[bc].txt");
        assertThat(temp.resolve(".part")).isEmptyDirectory();
    }

    @Test
    void whatIsDeletedIsGoneAndMayBeDeletedAgain() throws IOException {
        DirectoryStore store = new DirectoryStore(temp);
        RecordingId id = Recorded.id(1);
        keep(store, id);
        keep(store, Recorded.id(2));
        store.delete(id);
        store.delete(id);
        assertThat(store.location(id)).isEmpty();
        assertThat(store.directory(id)).doesNotExist();
        assertThat(temp.resolve(".gone")).isEmptyDirectory();
        assertThat(store.location(Recorded.id(2))).isPresent();
        assertThatThrownBy(() -> store.read(id, "a.txt")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDeletionThatWasCutOffIsEndedByTheNextOne() throws IOException {
        DirectoryStore store = new DirectoryStore(temp);
        RecordingId id = Recorded.id(1);
        keep(store, id);
        Files.createDirectories(temp.resolve(".gone"));
        Files.move(store.directory(id), temp.resolve(".gone").resolve(id.value()));
        assertThat(store.location(id)).isEmpty();
        store.delete(id);
        assertThat(temp.resolve(".gone")).isEmptyDirectory();
    }

    private static void keep(DirectoryStore store, RecordingId id) throws IOException {
        try (StagedRecording staged = store.stage(id)) {
            Files.writeString(staged.file("a.txt"), "hello");
            staged.commit();
        }
    }

    @Test
    void noNameLeadsOutOfARecording() {
        DirectoryStore store = new DirectoryStore(temp);
        for (String name : new String[] {"../x.txt", "/etc/passwd", "..", "a/b.txt", ""}) {
            assertThatThrownBy(() -> store.read(Recorded.id(1), name)).isInstanceOf(NoSuchFileException.class);
        }
        assertThat(store.directory(new RecordingId("-".repeat(36)))).startsWithRaw(temp);
    }

    @Test
    void aFileIsPutBesideTheOthersOfAKeptRecordingAndReplaced() throws IOException {
        DirectoryStore store = new DirectoryStore(temp);
        RecordingId id = Recorded.id(1);
        try (StagedRecording staged = store.stage(id)) {
            Files.writeString(staged.file("a.txt"), "hello");
            staged.commit();
        }
        store.add(id, "b.txt", new byte[] {1});
        store.add(id, "b.txt", new byte[] {2});
        assertThat(store.directory(id).resolve("b.txt")).hasBinaryContent(new byte[] {2});
        assertThat(temp.resolve(".part")).isEmptyDirectory();
    }

    @Test
    void nothingIsAddedToWhatIsNotKeptNorOutsideOfIt() {
        DirectoryStore store = new DirectoryStore(temp);
        for (String name : new String[] {"b.txt", "../b.txt"}) {
            assertThatThrownBy(() -> store.add(Recorded.id(1), name, new byte[1]))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(temp).isEmptyDirectory();
    }
}
