package org.callvault.recording.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.Evidence;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.evidence.ManifestSignature;
import org.callvault.recording.evidence.RecordingCheck;
import org.callvault.recording.evidence.SignerCertificates;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.SealedContent;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.timestamp.TimeStamp;
import org.callvault.recording.timestamp.TimeStampFailed;

/**
 * A recording for strangers: its files as they lie there, what proves them, a report to read, and the commands with which
 * anybody checks all of it. Written file by file, in an order that is always the same.
 */
public final class Bundle {
    static final String REPORT = "report.html";
    static final String README = "README.txt";
    static final String SUMS = "SHA256SUMS";
    static final String LEDGER = "ledger.txt";
    static final String DECRYPTED = "decrypted/";

    private final RecordingFiles.Source source;
    private final Evidence evidence;
    private final Manifest manifest;
    private final Optional<ReaderKey> key;
    private final Optional<String> ledger;
    private final Map<String, String> sums = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Where the line of a recording is looked for. */
    public interface Ledger {
        Optional<String> line(RecordingId recording) throws IOException;
    }

    private Bundle(RecordingFiles.Source source, Evidence evidence, Optional<ReaderKey> key, Ledger ledger)
            throws IOException {
        this.source = source;
        this.evidence = evidence;
        this.manifest = RecordingJson.read(evidence.manifest(), Manifest.class);
        this.key = key;
        this.ledger = ledger.line(new RecordingId(manifest.recording()));
    }

    /**
     * What is exported of one recording.
     *
     * @param source of its files
     * @param key with which sealed files are put beside themselves in the clear too; empty leaves them sealed
     * @param ledger of the node that recorded, as far as it is at hand
     * @throws NoSuchFileException when it has no manifest
     */
    public static Bundle of(RecordingFiles.Source source, Optional<ReaderKey> key, Ledger ledger) throws IOException {
        Evidence evidence = new Evidence(
                read(source, Manifest.NAME).orElseThrow(() -> new NoSuchFileException(Manifest.NAME)),
                read(source, ManifestSignature.NAME),
                read(source, TimeStamp.NAME));
        return new Bundle(source, evidence, key, ledger);
    }

    private static Optional<byte[]> read(RecordingFiles.Source source, String name) throws IOException {
        try (InputStream in = Channels.newInputStream(source.open(name))) {
            return Optional.of(in.readAllBytes());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /**
     * Writes it below a directory of the output that is named as the recording is.
     *
     * @param anchors whom the report's check trusts
     * @param now when it is checked and written
     * @return what was found of the recording while it was copied
     */
    public List<Finding> writeTo(BundleOutput out, Anchors anchors, Instant now) throws IOException {
        for (StoredFile file : manifest.files()) {
            copy(out, file);
        }
        put(out, Manifest.NAME, evidence.manifest());
        if (evidence.signature().isPresent()) {
            put(out, ManifestSignature.NAME, evidence.signature().get());
            put(
                    out,
                    "certificates/signer.pem",
                    pem(SignerCertificates.in(evidence.signature().get())));
        }
        if (evidence.timeStamp().isPresent()) {
            put(out, TimeStamp.NAME, evidence.timeStamp().get());
            put(out, "certificates/time-stamp.pem", pem(stamping()));
        }
        // After the files: whatever was said of them by the time they were read is among it.
        List<Rewrapping> rewrapped = rewrapped(out);
        checkHashes(rewrapped);
        if (ledger.isPresent()) {
            put(out, LEDGER, (ledger.get() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        findings.addAll(RecordingCheck.of(evidence, this::open, anchors, now));
        Readme readme = new Readme(manifest, evidence, !rewrapped.isEmpty(), ledger.isPresent(), isDecrypted());
        Report report = new Report(manifest, evidence, findings, sums, waveform(), readme, now);
        put(out, REPORT, report.page().getBytes(StandardCharsets.UTF_8));
        put(out, README, readme.text().getBytes(StandardCharsets.UTF_8));
        putSums(out);
        return List.copyOf(findings);
    }

    private boolean isDecrypted() {
        return key.isPresent() && manifest.files().stream().anyMatch(file -> file.content() != null);
    }

    private String path(String name) {
        return manifest.recording() + "/" + name;
    }

    /** Hashes what is written. */
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private String write(BundleOutput out, String name, Writing writing) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream file = out.file(path(name), manifest.endedAt())) {
            DigestOutputStream hashed = new DigestOutputStream(file, digest);
            writing.to(hashed);
            hashed.flush();
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        sums.put(name, hash);
        return hash;
    }

    private void put(BundleOutput out, String name, byte[] content) throws IOException {
        write(out, name, file -> file.write(content));
    }

    /** What is not as the manifest says is copied all the same, and told. */
    private void copy(BundleOutput out, StoredFile file) throws IOException {
        Optional<String> flaw = file.flaw();
        if (flaw.isPresent()) {
            findings.add(Finding.red(flaw.get()));
            return;
        }
        try (InputStream in = Channels.newInputStream(source.open(file.name()))) {
            write(out, file.name(), in::transferTo);
        } catch (NoSuchFileException gone) {
            findings.add(Finding.red(file.name() + " is missing"));
            return;
        }
        SealedContent content = file.content();
        if (content != null && key.isPresent()) {
            decrypt(out, content);
        }
    }

    private InputStream open(String name) throws IOException {
        return Channels.newInputStream(source.open(name));
    }

    /** What was said of new recipients, as it lies there; whether it is signed is checked with the rest. */
    private List<Rewrapping> rewrapped(BundleOutput out) throws IOException {
        List<Rewrapping> all = new ArrayList<>();
        for (int number = 1; number <= Rewrapping.MOST; number++) {
            Optional<byte[]> said = read(source, Rewrapping.name(number));
            if (said.isEmpty()) {
                break;
            }
            put(out, Rewrapping.name(number), said.get());
            Optional<byte[]> signature = read(source, Rewrapping.signature(number));
            if (signature.isPresent()) {
                put(out, Rewrapping.signature(number), signature.get());
            }
            try {
                all.add(RecordingJson.read(said.get(), Rewrapping.class));
            } catch (IOException | RuntimeException unreadable) {
                // The check of what it says tells of it.
            }
        }
        return all;
    }

    private void checkHashes(List<Rewrapping> rewrapped) {
        for (StoredFile file : manifest.files()) {
            boolean copied = file.flaw().isEmpty() && sums.containsKey(file.name());
            if (copied && !Rewrapping.digests(file, rewrapped).contains(sums.get(file.name()))) {
                findings.add(Finding.red(file.name() + " was altered: its SHA-256 is not the manifest's"));
            }
        }
    }

    private void decrypt(BundleOutput out, SealedContent content) throws IOException {
        try (InputStream in = Channels.newInputStream(new RecordingFiles(source, manifest, key).open(content.name()))) {
            String hash = write(out, DECRYPTED + content.name(), in::transferTo);
            if (!hash.equals(content.sha256())) {
                findings.add(Finding.red(content.name() + " is not what the manifest says was sealed"));
            }
        }
    }

    private Optional<Waveform> waveform() {
        try (InputStream in = Channels.newInputStream(new RecordingFiles(source, manifest, key).open(Waveform.FILE))) {
            return Waveform.read(in);
        } catch (IOException unreadable) {
            // Sealed, or of an earlier version without peaks: the report goes without.
            return Optional.empty();
        }
    }

    private List<X509Certificate> stamping() {
        try {
            return TimeStamp.read(
                            evidence.timeStamp().orElseThrow(),
                            evidence.signature().orElse(new byte[0]))
                    .chain();
        } catch (TimeStampFailed unusable) {
            return List.of();
        }
    }

    private static byte[] pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (X509Certificate each : certificates) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(each.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read cannot be written", e);
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void putSums(BundleOutput out) throws IOException {
        StringBuilder text = new StringBuilder();
        sums.forEach((name, hash) -> text.append(hash).append("  ").append(name).append('\n'));
        put(out, SUMS, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
