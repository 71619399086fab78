package org.callvault.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.callvault.cli.CommandRun;
import org.callvault.cli.ExitCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
    @TempDir
    private Path directory;

    private CommandRun verify(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "verify";
        arguments[1] = directory.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandRun.of(arguments);
    }

    @Test
    void whatIsAsItShouldBeIsAmberWhereNobodySignedIt() throws IOException {
        CountedRecording.of(directory, IntStream.range(0, 20).toArray());
        CommandRun run = verify("--counted");
        assertThat(run.exit()).isEqualTo(ExitCodes.OK);
        assertThat(run.out())
                .contains(
                        "channel 0: stream 0, 20 packets, none missing, repeated or altered",
                        "not proven: manifest.json is not signed",
                        "AMBER: 1 files");
        assertThat(verify("--strict").exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(CommandRun.of("verify", directory.resolve("audio.wav").toString())
                        .exit())
                .as("named by a file in it")
                .isEqualTo(ExitCodes.OK);
    }

    @Test
    void everyMissingRepeatedAndAlteredPacketIsNamed() throws IOException {
        CountedRecording recording = CountedRecording.of(directory, 0, 1, 3, 7, 7, 8, 9);
        // The packet 8: the sixth of them, after one frame of silence.
        recording.alter(6 * 160 + 100);
        recording.seal();
        CommandRun run = verify("--counted");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out())
                .contains("5 packets, missing [2, 4-6, 8], repeated 1, altered ", "foreign 0", "RED")
                .doesNotContain("altered 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 159, 160, 500, 1000, 3519})
    void anyAlteredSampleIsNoticed(int sample) throws IOException {
        CountedRecording recording =
                CountedRecording.of(directory, IntStream.range(0, 20).toArray());
        recording.alter(sample);
        CommandRun unsealed = verify();
        assertThat(unsealed.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(unsealed.out()).contains("WRONG: audio.wav was altered", "RED");
        // Whoever alters the manifest too is still found by counting.
        recording.seal();
        assertThat(verify().exit()).isEqualTo(ExitCodes.OK);
        assertThat(verify("--counted").exit()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void aMissingOrShortenedFileIsNamed() throws IOException {
        CountedRecording recording = CountedRecording.of(directory, 0, 1, 2);
        byte[] whole = Files.readAllBytes(recording.audio());
        Files.write(recording.audio(), java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThat(verify().out()).contains("WRONG: audio.wav has " + (whole.length - 1) + " bytes");
        Files.delete(recording.audio());
        CommandRun missing = verify();
        assertThat(missing.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(missing.out()).contains("WRONG: audio.wav is missing");
        CommandRun counted = verify("--counted");
        assertThat(counted.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(counted.err()).contains("audio.wav");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'not JSON', manifest.json", "'{\"version\": 1}', manifest.json", "'[]', manifest.json"})
    void aDirectoryWithoutAUsableManifestIsExplained(String manifest, String told) throws IOException {
        if (!manifest.isEmpty()) {
            Files.writeString(directory.resolve("manifest.json"), manifest);
        }
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("manifest.json", told).doesNotContain("\tat ");
    }

    @Test
    void aManifestMayNotPointElsewhere() throws IOException {
        CountedRecording recording = CountedRecording.of(directory, 0, 1);
        String manifest = Files.readString(recording.manifest());
        Files.writeString(
                recording.manifest(), manifest.replace("\"name\" : \"audio.wav\"", "\"name\" : \"../audio.wav\""));
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out()).contains("../audio.wav");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\" : \"audio.wav\", | '' | without a name",
                "\"name\" : \"audio.wav\" | \"name\" : null | without a name",
                "\"name\" : \"audio.wav\" | \"name\" : \"..\" | .. is no file beside",
                "\"name\" : \"audio.wav\" | \"name\" : \"/\" | / is no file beside",
                "\"name\" : \"audio.wav\" | \"name\" : \"\\u0000\\u001b[2J\" | ??[2J is no file beside",
                "\"sha256\" | \"sha\" | no SHA-256 of audio.wav",
                "\"bytes\" : | \"bytes\" : -1, \"was\" : | no size",
            })
    void aFileThatTheManifestDescribesBadlyIsRed(String from, String to, String told) throws IOException {
        CountedRecording recording = CountedRecording.of(directory, 0, 1);
        String manifest = Files.readString(recording.manifest());
        String files = manifest.substring(manifest.indexOf("\"files\" : [ {\n    \"name\""));
        assertThat(files).contains(from);
        Files.writeString(recording.manifest(), manifest.replace(files, files.replace(from, to)));
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out()).contains("WRONG: ", told, "RED");
        CommandRun exported = CommandRun.of(
                "export", directory.toString(), "--to", directory.resolve("out").toString());
        assertThat(exported.err()).doesNotContain("Exception");
    }

    @Test
    void aManifestWhoseFileIsNullIsExplained() throws IOException {
        CountedRecording recording = CountedRecording.of(directory, 0, 1);
        String manifest = Files.readString(recording.manifest());
        Files.writeString(
                recording.manifest(),
                manifest.replaceFirst("\"files\" : \\[ \\{\n    \"name\"", "\"files\" : [ null, {\n    \"name\""));
        CommandRun run = verify();
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("a file is null");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        CountedRecording.of(directory, 0, 2);
        CommandRun run = verify("--counted", "--json");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out()).contains("\"verified\" : false", "\"missing\" : [ \"1\" ]");
    }
}
