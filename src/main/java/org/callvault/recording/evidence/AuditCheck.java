package org.callvault.recording.evidence;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.callvault.security.audit.AuditDays;
import org.callvault.security.audit.AuditHead;
import org.callvault.security.audit.AuditLine;

/** Holds the lines of a node's audit against each other, and against the heads that the node signed. */
public final class AuditCheck {
    private final Path directory;
    private final Collection<X509Certificate> anchors;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<Long, AuditHead> heads = new TreeMap<>();
    private final Optional<String> noted;
    private String before = AuditLine.NONE;
    private long sequence;
    private long unchained;
    private int broken;
    private boolean notedIsThere;

    private AuditCheck(Path directory, Collection<X509Certificate> anchors, Optional<String> noted, Instant now) {
        this.directory = directory;
        this.anchors = anchors;
        this.noted = noted;
        this.now = now;
    }

    /**
     * Checks the audit of a node.
     *
     * @param directory of the audit
     * @param anchors whom the reader trusts
     * @param noted the hash of a line, noted elsewhere, that must still be there
     * @throws IOException if it cannot be read at all
     */
    public static List<Finding> of(
            Path directory, Collection<X509Certificate> anchors, Optional<String> noted, Instant now)
            throws IOException {
        return new AuditCheck(directory, anchors, noted, now).check();
    }

    private List<Finding> check() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is missing (give the data directory of a node)");
        }
        signedHeads();
        List<Path> days = AuditDays.in(directory);
        for (Path day : days) {
            lines(day);
            if (!day.equals(days.getLast()) && sequence > 0 && !heads.containsKey(sequence)) {
                findings.add(Finding.amber("the end of " + day.getFileName() + " is not signed"));
            }
        }
        ends();
        return findings;
    }

    private void signedHeads() throws IOException {
        Set<String> told = new HashSet<>();
        for (Path file : AuditHead.in(directory)) {
            byte[] json = Files.readAllBytes(file);
            Path signature = AuditHead.signature(file);
            Optional<AuditHead> head = AuditHead.read(json);
            if (head.isEmpty()) {
                findings.add(Finding.red(file.getFileName() + " is damaged"));
            } else if (!Files.isRegularFile(signature)) {
                findings.add(Finding.amber(file.getFileName() + " is not signed"));
            } else {
                heads.put(head.get().sequence(), head.get());
                ManifestSignature.check(
                                String.valueOf(file.getFileName()), json, Files.readAllBytes(signature), anchors, now)
                        .stream()
                        .filter(finding -> finding.verdict() != Finding.Verdict.GREEN && told.add(finding.text()))
                        .forEach(findings::add);
            }
        }
    }

    private void lines(Path day) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(day))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 1;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    line(day.getFileName() + " line " + number++, line.toByteArray());
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                findings.add(Finding.amber("the last line of " + day.getFileName()
                        + " is not whole: it is being written, or a stop tore it, or it was cut"));
            }
        }
    }

    private void line(String place, byte[] bytes) {
        Optional<AuditLine> parsed = AuditLine.parse(bytes);
        if (parsed.isEmpty()) {
            if (sequence == 0) {
                unchained++;
            } else {
                broken(place + " is damaged");
            }
            before = AuditLine.hash(bytes);
            return;
        }
        AuditLine line = parsed.get();
        if (line.sequence() != sequence + 1) {
            broken(place + " has number " + line.sequence() + " where " + (sequence + 1)
                    + " is due: lines were taken out, put in or moved before it");
        } else if (!line.previous().equals(before)) {
            broken(place + " does not follow the line before: that one was altered or exchanged");
        }
        sequence = line.sequence();
        before = line.hash();
        notedIsThere |= noted.filter(before::equals).isPresent();
        AuditHead head = heads.get(sequence);
        if (head != null && !head.hash().equals(before)) {
            broken(place + " is not the one that the node signed at " + head.time());
        }
    }

    /** The first is told; after it everything may look wrong. */
    private void broken(String what) {
        if (broken++ == 0) {
            findings.add(Finding.red(what));
        }
    }

    private void ends() {
        if (broken > 1) {
            findings.add(Finding.red((broken - 1) + " more lines after it do not fit"));
        }
        if (unchained > 0) {
            findings.add(Finding.amber(unchained + " lines of an earlier version are not chained"));
        }
        long signed = heads.isEmpty() ? 0 : heads.lastKey();
        if (signed > sequence) {
            findings.add(Finding.red("the node signed that there were " + signed + " lines, and the last one is number "
                    + sequence + ": the end was cut off"));
        } else if (signed == 0) {
            findings.add(Finding.amber("no end of a day is signed yet: the chain could be made anew"));
        }
        noted.filter(hash -> !notedIsThere)
                .ifPresent(hash -> findings.add(Finding.red("no line has the hash " + hash + " that was noted")));
        if (Finding.worst(findings) != Finding.Verdict.RED) {
            findings.add(Finding.green("the audit holds: " + sequence + " lines, the last " + (sequence - signed)
                    + " of them after the last signature; the last line has the hash " + before));
        }
    }
}
