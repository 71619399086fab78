package org.callvault.recording.spool;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentFormat;

/** AES-256-GCM (NIST SP 800-38D) as the spool uses it. One per thread. */
final class Gcm {
    private final Cipher cipher;

    Gcm() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new SpoolException("AES/GCM is missing", e);
        }
    }

    /** Seals what remains of {@code plain} into {@code to}, followed by the tag; they may be the same place. */
    void seal(Key key, byte[] nonce, ByteBuffer context, ByteBuffer plain, ByteBuffer to) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * SegmentFormat.TAG, nonce));
            cipher.updateAAD(context);
            cipher.doFinal(plain, to);
        } catch (GeneralSecurityException e) {
            throw new SpoolException("sealing failed", e);
        }
    }

    /** Opens what {@link #seal} made; empty when anything of it was altered. */
    Optional<byte[]> open(Key key, byte[] nonce, ByteBuffer context, byte[] sealed, int offset, int length) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * SegmentFormat.TAG, nonce));
            cipher.updateAAD(context);
            return Optional.of(cipher.doFinal(sealed, offset, length));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new SpoolException("opening failed", e);
        }
    }

    /** The body of a key record. */
    void wrap(SpoolKey spoolKey, SecureRandom random, RecordingId id, long chain, byte[] dataKey, ByteBuffer to) {
        byte[] nonce = new byte[SegmentFormat.NONCE];
        random.nextBytes(nonce);
        byte[] context = SegmentFormat.keyContext(id, chain);
        to.put(context).put(nonce);
        seal(spoolKey.spec(), nonce, ByteBuffer.wrap(context), ByteBuffer.wrap(dataKey), to);
    }

    /** The data key of a key record's body; empty when it was altered. */
    Optional<SecretKeySpec> unwrap(SpoolKey spoolKey, byte[] body) {
        int nonceAt = SegmentFormat.RECORDING + 8;
        int wrappedAt = nonceAt + SegmentFormat.NONCE;
        byte[] nonce = Arrays.copyOfRange(body, nonceAt, wrappedAt);
        ByteBuffer context = ByteBuffer.wrap(body, 0, nonceAt);
        return open(spoolKey.spec(), nonce, context, body, wrappedAt, body.length - wrappedAt)
                .map(key -> new SecretKeySpec(key, "AES"));
    }
}
