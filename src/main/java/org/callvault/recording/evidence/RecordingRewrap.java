package org.callvault.recording.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.Opening;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.Resealed;
import org.callvault.recording.store.KeptRecordings;

/**
 * Gives kept recordings other recipients. First all new files of a recording are made aside, then what they are is signed and
 * put beside the manifest, and then one after the other takes its place. So at any moment each file is one that the manifest
 * or a signed statement lists; after a stop the recording is done again, but for the files that are done.
 */
public final class RecordingRewrap {
    /** What became of a recording. */
    public enum Outcome {
        REWRAPPED,
        /** It is sealed for these recipients already. */
        CURRENT,
        /** None of its files is sealed. */
        CLEAR
    }

    private final KeptRecordings store;
    private final NodeSigner signer;
    private final ReaderKey key;
    private final Recipients recipients;
    private final Path scratch;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Opens with the key and seals for the recipients.
     *
     * @param scratch directory for files under way, on the store's own file system where it is a directory
     */
    public RecordingRewrap(
            KeptRecordings store,
            NodeSigner signer,
            ReaderKey key,
            Recipients recipients,
            Path scratch,
            InstantSource clock) {
        this.store = store;
        this.signer = signer;
        this.key = key;
        this.recipients = recipients;
        this.scratch = scratch;
        this.clock = clock;
    }

    /**
     * Does so with one recording.
     *
     * @throws org.callvault.recording.seal.SealProblem when a file was altered, or the key does not open it
     */
    public Outcome rewrap(RecordingId id) throws IOException {
        byte[] json = store.readAll(id, Manifest.NAME);
        Manifest manifest = RecordingJson.read(json, Manifest.class);
        List<Rewrapping> before = Rewrapping.of(name -> Channels.newInputStream(store.read(id, name)));
        List<StoredFile> sealed =
                manifest.files().stream().filter(file -> file.content() != null).toList();
        if (sealed.isEmpty()) {
            return Outcome.CLEAR;
        }
        Set<StoredFile> done = done(id, sealed, before);
        if (done.size() == sealed.size()) {
            return Outcome.CURRENT;
        }
        if (before.size() == Rewrapping.MOST) {
            throw new IOException("recording " + id + " has been given other recipients too often");
        }
        Map<StoredFile, Path> made = new LinkedHashMap<>();
        try {
            Rewrapping said = make(id, json, sealed, done, before, made);
            say(id, before.size() + 1, RecordingJson.writePretty(said));
            for (Map.Entry<StoredFile, Path> each : made.entrySet()) {
                store.replace(id, each.getKey().name(), each.getValue());
            }
            return Outcome.REWRAPPED;
        } finally {
            for (Path each : made.values()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** Files that are sealed for these recipients already, as the last statement says. */
    private Set<StoredFile> done(RecordingId id, List<StoredFile> sealed, List<Rewrapping> before) throws IOException {
        Set<StoredFile> done = new LinkedHashSet<>();
        if (before.isEmpty() || !before.getLast().certificates().equals(certificates())) {
            return done;
        }
        for (StoredFile file : sealed) {
            try (SeekableByteChannel in = store.read(id, file.name())) {
                if (sha256(in).equals(newest(file, before).sha256())) {
                    done.add(file);
                }
            }
        }
        return done;
    }

    private static Rewrapping.File newest(StoredFile file, List<Rewrapping> before) {
        return Rewrapping.versions(file, before).getFirst();
    }

    private Rewrapping make(
            RecordingId id,
            byte[] manifest,
            List<StoredFile> sealed,
            Set<StoredFile> done,
            List<Rewrapping> before,
            Map<StoredFile, Path> made)
            throws IOException {
        List<Rewrapping.File> files = new ArrayList<>();
        Files.createDirectories(scratch);
        for (StoredFile file : sealed) {
            if (done.contains(file)) {
                files.add(newest(file, before));
                continue;
            }
            Path to = scratch.resolve(id.value() + "." + file.name());
            made.put(file, to);
            Resealed resealed = Resealed.write(
                    opening(id, file.name()), Rewrapping.digests(file, before), key, recipients, random, to);
            files.add(new Rewrapping.File(file.name(), resealed.bytes(), resealed.sha256()));
        }
        return new Rewrapping(
                Rewrapping.VERSION,
                id.value(),
                ChainEntry.sha256(manifest),
                clock.instant(),
                certificates(),
                recipients.names(),
                files);
    }

    private Opening opening(RecordingId id, String name) {
        return new Opening() {
            @Override
            public String name() {
                return name + " of " + id;
            }

            @Override
            public SeekableByteChannel open() throws IOException {
                return store.read(id, name);
            }
        };
    }

    /** The signature first: so what is said is signed whenever it is there. */
    private void say(RecordingId id, int number, byte[] json) throws IOException {
        store.add(id, Rewrapping.signature(number), signer.sign(json, clock.instant()));
        store.add(id, Rewrapping.name(number), json);
    }

    private List<String> certificates() throws IOException {
        List<String> hashes = new ArrayList<>();
        try {
            for (X509Certificate each : recipients.certificates()) {
                hashes.add(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(each.getEncoded())));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("a recipient's certificate cannot be encoded", e);
        }
        return hashes.stream().sorted().toList();
    }

    private static String sha256(SeekableByteChannel in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (in.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
