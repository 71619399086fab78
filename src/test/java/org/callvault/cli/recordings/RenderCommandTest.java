package org.callvault.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.callvault.cli.CommandRun;
import org.callvault.cli.ExitCodes;
import org.callvault.recording.finish.Rendering;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
    @TempDir
    Path temp;

    private Path recording;
    private Path out;

    @BeforeEach
    void recordWhatNobodyHereDecodes() throws IOException {
        Rendering call = new Rendering(temp);
        for (int i = 0; i < 10; i++) {
            call.packet(0, 18, i, 160L * i, 20 * i, new byte[20]);
            call.packet(1, 97, i, 160L * i, 20 * i, new byte[20]);
        }
        call.finish(Map.of(18, "G729/8000"), Map.of(97, "EVS/16000"));
        recording = call.directory();
        out = temp.resolve("out.wav");
    }

    @Test
    void aRecordingWithKeptPacketsIsVerifiedLikeAnyOther() {
        assertThat(CommandRun.of("verify", recording.toString()).exit()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void withoutFfmpegItSaysWhatToDo() {
        CommandRun run = render("--ffmpeg", temp.resolve("none").toString());
        assertThat(run.exit()).isEqualTo(ExitCodes.PROGRAM_MISSING);
        assertThat(run.err()).contains("ffmpeg is not installed at").contains("--ffmpeg");
        assertThat(out).doesNotExist();
    }

    @Test
    void anAlteredCaptureIsNotRendered() throws IOException {
        Path program = program("#!/bin/sh\nexit 0\n");
        Files.write(recording.resolve("stream-0.pcapng"), new byte[100]);
        CommandRun run = render("--ffmpeg", program.toString());
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("stream-0.pcapng").doesNotContain("\tat ");
    }

    @Test
    void aProgramThatFailsIsToldAndLeavesNothing() throws IOException {
        Path program = program("#!/bin/sh\necho no such codec >&2\nexit 1\n");
        CommandRun run = render("--ffmpeg", program.toString());
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("no such codec").doesNotContain("\tat ").doesNotContain("$Failed");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        Path program = program("#!/bin/sh\nexit 0\n");
        Files.writeString(out, "mine");
        CommandRun run = render("--ffmpeg", program.toString());
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(Files.readString(out)).isEqualTo("mine");
    }

    @Test
    @Tag("peers")
    void whatFfmpegKnowsIsRenderedAndTheRestIsNamed() throws IOException {
        CommandRun run = render();
        assertThat(run.out()).contains("2 channels").contains("[0]").contains("NOT DECODED: EVS/16000");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(out).exists();
        assertThat(CommandRun.of("verify", recording.toString()).exit()).isEqualTo(ExitCodes.OK);
    }

    private CommandRun render(String... more) {
        String[] words = {"render", recording.toString(), "--out", out.toString()};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandRun.of(all);
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(temp.resolve("program"), script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
