package org.callvault.recording.spool.key;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.config.Secret;
import org.callvault.recording.spool.SpoolException;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolKeys;
import org.jspecify.annotations.Nullable;

/**
 * In a PKCS#12 keystore under a password: the AES key named {@code spool} is the current one, those named
 * {@code spool-<fingerprint>} are former ones.
 *
 * @param beside keys of the data directory, from before there was a keystore
 */
record KeyStoreFile(Path file, Secret password, KeyFiles beside) implements KeyPlace {
    private static final String CURRENT = "spool";
    private static final String FORMER = CURRENT + "-";

    @Override
    public SpoolKeys load() throws IOException {
        KeyStore store = open();
        SpoolKey current = key(store, CURRENT);
        if (current == null) {
            throw new SpoolException(
                    "the keystore " + file + " holds no AES key of 256 bits named " + CURRENT + ": make one (keytool"
                            + " -genseckey -alias spool -keyalg AES -keysize 256 -storetype PKCS12)",
                    null);
        }
        List<SpoolKey> former = new ArrayList<>(keys(store));
        former.addAll(beside.all());
        return SpoolKeys.of(current, former);
    }

    @Override
    public List<SpoolKey> former() throws IOException {
        List<SpoolKey> former = new ArrayList<>(Files.exists(file) ? keys(open()) : List.of());
        former.addAll(beside.all());
        return former;
    }

    /** @throws NoSuchFileException when there is none */
    private KeyStore open() throws IOException {
        byte[] bytes = OwnFile.read(file);
        char[] secret = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), secret);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new SpoolException(
                    "the keystore " + file + " cannot be opened: " + e.getMessage()
                            + " (CALLVAULT_SPOOL_KEYSTORE_PASSWORD, or the file that"
                            + " CALLVAULT_SPOOL_KEYSTORE_PASSWORD_FILE names, holds its password)",
                    e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private List<SpoolKey> keys(KeyStore store) {
        List<SpoolKey> keys = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                SpoolKey key = alias.startsWith(FORMER) ? key(store, alias) : null;
                if (key != null) {
                    keys.add(key);
                }
            }
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
        return keys;
    }

    private @Nullable SpoolKey key(KeyStore store, String alias) {
        char[] secret = password.reveal().toCharArray();
        try {
            return store.getKey(alias, secret) instanceof SecretKey found && found.getEncoded().length == 32
                    ? SpoolKey.of(found.getEncoded())
                    : null;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private SpoolException unusable(GeneralSecurityException e) {
        return new SpoolException("the keystore " + file + " cannot be used: " + e.getMessage(), e);
    }

    /** One file and one rename: both keys are in it, or it is as it was. */
    @Override
    public void put(SpoolKey key) throws IOException {
        try {
            KeyStore store = Files.exists(file) ? open() : empty();
            SpoolKey before = key(store, CURRENT);
            if (before != null) {
                set(store, FORMER + before.id(), before);
            }
            set(store, CURRENT, key);
            write(store);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void set(KeyStore store, String alias, SpoolKey key) throws GeneralSecurityException {
        byte[] bytes = key.encoded();
        char[] secret = password.reveal().toCharArray();
        store.setEntry(
                alias,
                new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "AES")),
                new KeyStore.PasswordProtection(secret));
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(secret, '\0');
    }

    private void write(KeyStore store) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        char[] secret = password.reveal().toCharArray();
        store.store(bytes, secret);
        Arrays.fill(secret, '\0');
        OwnFile.write(file, bytes.toByteArray());
    }

    @Override
    public void drop(String id) throws IOException {
        beside.dropAny(id);
        KeyStore store = open();
        try {
            if (store.containsAlias(FORMER + id)) {
                store.deleteEntry(FORMER + id);
                write(store);
            }
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    @Override
    public String described() {
        return "the keystore " + file;
    }
}
