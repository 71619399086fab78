package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.callvault.cli.recordings.CountedRecording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who types something else than was meant. */
class UsageTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "demo",
                "call",
                "load",
                "verify",
                "render",
                "certs",
                "users",
                "doctor",
                "users add",
                "certs ca"
            })
    void everyCommandHasHelp(String command) {
        String[] words = (command + " --help").strip().split(" ", -1);
        CommandRun run = CommandRun.of(words);
        assertThat(run.exit()).isEqualTo(ExitCodes.OK);
        assertThat(run.out()).contains("Usage: callvault");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                  | a command is missing",
                "record                                              | Unmatched argument",
                "call                                                | --to",
                "call --to 127.0.0.1                                 | is no address",
                "call --to tel:123                                   | is no address",
                "call --to sips:127.0.0.1:5063 --transport udp       | over TLS only",
                "call --to sips:127.0.0.1:5063 --ca none.pem         | no CA certificate at none.pem",
                "call --to sip:127.0.0.1 --transport carrier-pigeon  | --transport",
                "call --to sip:127.0.0.1 --duration soon             | is no duration",
                "call --to sip:127.0.0.1 --srtp --plain              | mutually exclusive",
                "call --to sip:127.0.0.1 --user x                    | CALLVAULT_PASSWORD",
                "call --to sip:127.0.0.1 --codec g722                | needs --audio",
                "call --to sip:127.0.0.1 --codec l16 --counted       | --codec pcmu",
                "call --to sip:127.0.0.1 --codec opus                | PCMU, PCMA, L16, G722",
                "load                                                | --to",
                "load --to sip:127.0.0.1 --calls 0                   | --calls is a number",
                "load --to sip:127.0.0.1 --rate 0                    | --rate is above 0",
                "load --to sip:127.0.0.1 --connections 0             | --connections is a number",
                "load --to sip:127.0.0.1 --hold 1ms                  | --hold is at least",
                "load --to sip:127.0.0.1 --verify                    | --verify needs --counted",
                "verify                                              | RECORDING",
                "render                                              | RECORDING",
                "certs                                               | is missing",
                "users --file u                                      | add, remove or list is missing",
                "users add x --password-stdin                        | --file",
            })
    void wrongUseIsExplainedWithExitCodeTwo(String words, String told) {
        String[] arguments = words.isEmpty() ? new String[0] : words.split(" +", -1);
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains(told).doesNotContain("\tat ");
    }

    @Test
    void aRecorderThatIsNotThereIsAFailedCall() {
        CommandRun run = CommandRun.of("call", "--to", "sip:127.0.0.1:1", "--transport", "tcp", "--duration", "1s");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("refused").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"2, 8000, must be 16-bit linear or G.711", "1, 44100, ffmpeg", "0, 0, is no WAV file"})
    void audioThatCannotBeSentIsExplained(int tag, int rate, String told) throws IOException {
        Path file = directory.resolve("voice.wav");
        Files.write(file, tag == 0 ? new byte[100] : CountedRecording.wav(tag, 1, rate, new byte[160]));
        CommandRun run = CommandRun.of("call", "--to", "sip:127.0.0.1:1", "--plain", "--audio", file.toString());
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("voice.wav", told).doesNotContain("\tat ");
    }

    @Test
    void usersAreKeptHashedInAPrivateFile() throws IOException {
        Path file = directory.resolve("users");
        var input = System.in;
        try {
            System.setIn(
                    new java.io.ByteArrayInputStream("secret\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            CommandRun added = CommandRun.of("users", "add", "sbc7", "--file", file.toString(), "--password-stdin");
            assertThat(added.exit()).as(added.err()).isEqualTo(ExitCodes.OK);
        } finally {
            System.setIn(input);
        }
        assertThat(Files.readString(file)).contains("sbc7:callvault:SHA-256:").doesNotContain("secret", "MD5");
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(CommandRun.of("users", "list", "--file", file.toString()).out())
                .contains("sbc7 in callvault: SHA-256, SHA-512-256");
        assertThat(CommandRun.of("users", "remove", "nobody", "--file", file.toString())
                        .exit())
                .isEqualTo(ExitCodes.FAILED);
        assertThat(CommandRun.of("users", "remove", "sbc7", "--file", file.toString())
                        .exit())
                .isEqualTo(ExitCodes.OK);
        assertThat(Files.readString(file)).isEmpty();
        Files.writeString(file, "sbc7:secret\n");
        CommandRun broken = CommandRun.of("users", "list", "--file", file.toString());
        assertThat(broken.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(broken.err()).contains("users, line 1").doesNotContain("secret");
    }
}
