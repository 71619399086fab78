package org.callvault.media.socket;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.callvault.config.Settings;

/**
 * Which sockets a node receives media with.
 *
 * @param reason why it is these, a clause for the log
 */
public record SocketChoice(MediaSockets sockets, String reason) {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    /**
     * Chooses, and tries what it chooses where that may fail.
     *
     * @param bound where media binds, as the trial must be of the same family
     * @throws IllegalArgumentException when recvmmsg is asked for and cannot be used
     */
    public static SocketChoice of(Settings.Receive wanted, InetAddress bound) {
        String system = System.getProperty("os.name", "");
        String architecture = System.getProperty("os.arch", "");
        return of(wanted, () -> unsuitable(system, architecture)
                .or(() -> SocketTrial.problemOf(new LinuxSockets(), bound)));
    }

    /**
     * Chooses.
     *
     * @param problem what keeps recvmmsg from being used
     */
    static SocketChoice of(Settings.Receive wanted, Supplier<Optional<String>> problem) {
        if (wanted == Settings.Receive.NIO) {
            return new SocketChoice(new NioSockets(), "the settings say so");
        }
        Optional<String> found = problem.get();
        if (found.isEmpty()) {
            return new SocketChoice(new LinuxSockets(), "a trial over loopback went well");
        }
        if (wanted == Settings.Receive.RECVMMSG) {
            throw new IllegalArgumentException(
                    "media.receive is recvmmsg, which cannot be used here: " + found.get() + "; set it to auto or nio");
        }
        return new SocketChoice(new NioSockets(), "recvmmsg cannot be used: " + found.get());
    }

    /** Structures and numbers are known for these systems only. */
    static Optional<String> unsuitable(String system, String architecture) {
        return system.equals("Linux") && ARCHITECTURES.contains(architecture)
                ? Optional.empty()
                : Optional.of("it is for Linux on 64-bit x86 and ARM, and this is " + system + " on " + architecture);
    }
}
