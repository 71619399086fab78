package org.callvault.cli.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.callvault.config.Settings;
import org.callvault.media.socket.ReceiveBuffer;
import org.callvault.media.socket.SocketChoice;
import org.callvault.srtp.transform.Sha1Acceleration;

/** How media would be received, and how long a stall of the node the kernel's buffers carry. */
final class ReceiveExamination {
    private static final String TAGS = "SRTP tags";
    private static final String RECEIVING = "receiving media";
    private static final String BUFFERS = "receive buffers";
    private static final String MEMORY = "memory for UDP";

    /** In pages; the third number is what all UDP sockets of the machine together may hold. */
    private static final Path UDP_MEMORY = Path.of("/proc/sys/net/ipv4/udp_mem");

    private static final long PAGE = 4096;

    /** A second of audio in packets of 20 ms, as the kernel counts them. */
    private static final long BYTES_PER_STREAM = 50 * 2304;

    private ReceiveExamination() {}

    static List<Finding> of(Settings settings) {
        Settings.Media media = settings.media();
        InetAddress bound = InetAddress.ofLiteral(media.bind());
        List<Finding> findings = new ArrayList<>();
        findings.add(Sha1Acceleration.problem()
                .map(problem -> Finding.warn(TAGS, problem, "Start the node by ./callvault serve"))
                .orElseGet(() -> Finding.ok(TAGS, "by the processor's own instructions")));
        try {
            SocketChoice choice = SocketChoice.of(media.receive(), bound);
            findings.add(Finding.ok(RECEIVING, "by " + choice.sockets().name() + ": " + choice.reason()));
            findings.add(of(ReceiveBuffer.probe(choice.sockets(), bound, media.receiveBufferBytes())));
        } catch (IllegalArgumentException unusable) {
            findings.add(
                    Finding.fail(RECEIVING, String.valueOf(unusable.getMessage()), "Set CALLVAULT_MEDIA_RECEIVE=auto"));
        } catch (IOException refused) {
            findings.add(Finding.fail(
                    BUFFERS,
                    "no socket can be opened on " + media.bind() + ": " + refused.getMessage(),
                    "Set CALLVAULT_MEDIA_BIND to an address of this machine"));
        }
        // As a line: such a file tells all in the first read and nothing after it, and readString begins with one byte.
        try (BufferedReader lines = Files.newBufferedReader(UDP_MEMORY)) {
            findings.add(of(media, Objects.requireNonNull(lines.readLine(), "the kernel shows three numbers")));
        } catch (IOException noLinux) {
            // Other systems limit it elsewhere.
        }
        return findings;
    }

    static Finding of(ReceiveBuffer buffer) {
        return buffer.isEnough()
                ? Finding.ok(BUFFERS, buffer.found())
                : Finding.warn(BUFFERS, buffer.found(), buffer.remedy());
    }

    /**
     * Judges.
     *
     * @param pages what Linux shows of net.ipv4.udp_mem
     */
    static Finding of(Settings.Media media, String pages) {
        String[] limits = pages.trim().split("\\s+", -1);
        long have = Long.parseLong(limits[limits.length - 1]) * PAGE;
        long need = media.maxStreams() * BYTES_PER_STREAM;
        String found = "all sockets together may hold " + (have >> 20) + " MiB; a second of " + media.maxStreams()
                + " streams is " + (need >> 20) + " MiB";
        return have >= need
                ? Finding.ok(MEMORY, found)
                : Finding.warn(
                        MEMORY,
                        found,
                        "Raise the third number of net.ipv4.udp_mem to " + need / PAGE
                                + " pages, or lower callvault.media.max-streams");
    }
}
