package org.callvault.cli.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.ChainCheck;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.evidence.RecordingCheck;
import org.callvault.recording.evidence.Tombstones;

/**
 * All recordings of a node, and the chain that joins them.
 *
 * @param recordings how many are there; deleted ones are not
 * @param findings those of single recordings only where they are not green, with the recording's name before them
 */
public record VerifiedChain(Finding.Verdict verdict, int recordings, List<Finding> findings) {
    public VerifiedChain {
        findings = List.copyOf(findings);
    }

    /**
     * Verifies a node's data directory, and the recordings that are there or in a store of its own.
     *
     * @param anchors whom the reader trusts
     */
    public static VerifiedChain of(Path data, NodeShelf kept, Anchors anchors, Instant now) throws IOException {
        List<Finding> single = new ArrayList<>();
        AtomicInteger recordings = new AtomicInteger();
        List<Finding> findings = new ArrayList<>(ChainCheck.of(data, kept.shelf(), recording -> {
            recordings.incrementAndGet();
            for (Finding finding : one(recording, anchors, now)) {
                if (finding.verdict() != Finding.Verdict.GREEN) {
                    single.add(new Finding(finding.verdict(), recording.getFileName() + ": " + finding.text()));
                }
            }
        }));
        findings.addAll(single);
        findings.addAll(new Tombstones(data.resolve("evidence")).check(anchors.signers(), now));
        return new VerifiedChain(Finding.worst(findings), recordings.get(), findings);
    }

    /** What cannot be read at all is red, and the next one is looked at. */
    private static List<Finding> one(Path recording, Anchors anchors, Instant now) {
        try {
            List<Finding> findings = new ArrayList<>(RecordingCheck.of(recording, anchors, now));
            VerifiedRecording.open(recording).problems().forEach(problem -> findings.add(Finding.red(problem)));
            return findings;
        } catch (IOException unreadable) {
            return List.of(Finding.red(String.valueOf(unreadable.getMessage())));
        }
    }

    /** For people, or in JSON. */
    public void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(new String(RecordingJson.writePretty(this), StandardCharsets.UTF_8));
        } else {
            print(out, findings);
            out.println(verdict + ": " + recordings + " recordings of this node");
        }
    }

    /** One line each. */
    public static void print(PrintWriter out, List<Finding> findings) {
        for (Finding finding : findings) {
            String mark =
                    switch (finding.verdict()) {
                        case GREEN -> "proven: ";
                        case AMBER -> "not proven: ";
                        case RED -> "WRONG: ";
                    };
            out.println(mark + finding.text());
        }
    }
}
