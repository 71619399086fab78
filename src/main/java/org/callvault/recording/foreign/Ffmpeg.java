package org.callvault.recording.foreign;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.callvault.recording.codec.Framed;

/**
 * ffmpeg, in a process of its own: what senders make it trip over stays there. It is told what comes
 * through its pipe, may open nothing else, writes nothing to any disk, and is ended when it takes too long.
 */
public final class Ffmpeg implements ForeignDecoder {
    /** A setting that looks for the program where the shell would. */
    public static final String AUTO = "auto";

    /** A setting that does without. */
    public static final String OFF = "off";

    private static final String PROGRAM = "ffmpeg";
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** Bytes of frames that the slowest machine decodes in a second: at least ten times what is spoken in it. */
    private static final int BYTES_PER_SECOND = 10_000;

    private static final int MOST_SAID = 400;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Path program;
    private final Duration least;

    private Ffmpeg(Path program, Duration least) {
        this.program = program;
        this.least = least;
    }

    /** A program by its path, which ends by itself or after this time, longer for long calls. */
    public static Ffmpeg at(Path program, Duration least) {
        return new Ffmpeg(program, least);
    }

    /**
     * By a setting.
     *
     * @param setting {@link #AUTO}, {@link #OFF}, or the path of the program
     * @param searchPath directories, as in the environment's PATH
     * @return empty where it is not wanted, or not there
     */
    public static Optional<ForeignDecoder> of(String setting, String searchPath) {
        Optional<Path> found =
                switch (setting) {
                    case OFF -> Optional.empty();
                    case AUTO ->
                        Arrays.stream(searchPath.split(File.pathSeparator))
                                .filter(directory -> !directory.isEmpty())
                                .map(directory -> Path.of(directory, PROGRAM))
                                .filter(Files::isExecutable)
                                .findFirst();
                    default -> Optional.of(Path.of(setting)).filter(Files::isExecutable);
                };
        return found.map(program -> new Ffmpeg(program, LEAST));
    }

    @Override
    public void decode(Framed codec, InputStream frames, OutputStream samples) throws IOException {
        Process process = start(codec);
        Pipe in = new Pipe(frames, process.getOutputStream());
        Pipe out = new Pipe(process.getInputStream(), samples);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Pipe told = new Pipe(process.getErrorStream(), said);
        try {
            await(process, in);
            in.end();
            out.end();
            told.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(program + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new Failed(program + " failed with " + process.exitValue() + ": " + beginning(said));
        }
        out.check();
    }

    /** The longer the more it has read. */
    private void await(Process process, Pipe in) throws InterruptedException, Failed {
        long start = System.nanoTime();
        while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            Duration limit = least.plusSeconds(in.bytes() / BYTES_PER_SECOND);
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new Failed(program + " was not done after " + limit.toSeconds() + " s");
            }
        }
    }

    private static String beginning(ByteArrayOutputStream said) {
        String text = said.toString(StandardCharsets.UTF_8).strip();
        return text.substring(0, Math.min(MOST_SAID, text.length()));
    }

    private Process start(Framed codec) throws Failed {
        List<String> command = List.of(
                program.toString(),
                "-nostdin",
                "-hide_banner",
                "-loglevel",
                "error",
                "-protocol_whitelist",
                "pipe",
                "-f",
                codec.fileFormat(),
                "-i",
                "pipe:0",
                "-ac",
                "1",
                "-ar",
                Integer.toString(codec.sampleRate()),
                "-c:a",
                "pcm_s16le",
                "-f",
                "s16le",
                "pipe:1");
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new Failed(program + " cannot be started: " + e.getMessage());
        }
    }
}
