package org.callvault.recording.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tag of AES-GCM (NIST SP 800-38D, 7.1) over a ciphertext of any length, taken piece by piece.
 *
 * <p>The JDK's own GCM stops at 2 GiB, and opens nothing before it has all of it in memory. But it uses the processor's
 * instructions, so it serves here as the hash of one piece: the piece goes in as associated data of an empty message, and
 * because GHASH is linear, the pieces' hashes add up to that of the whole: <i>Y = Y·H^n + Z</i> for a piece of <i>n</i>
 * blocks with the hash <i>Z</i>. Everything is kept multiplied by <i>H</i> once more, as the JDK gives it.
 */
final class GcmTag {
    static final int BYTES = 16;
    static final int NONCE = 12;

    private final SecretKeySpec key;
    private final byte[] nonce;
    private final FieldElement hashKey;
    private final Cipher cipher;
    private final Cipher block;
    private FieldElement sum = FieldElement.ZERO;
    private FieldElement step = FieldElement.ZERO;
    private long stepBlocks;
    private long bytes;
    private long pieces;

    GcmTag(SecretKeySpec key, byte[] nonce) {
        this.key = key;
        this.nonce = nonce.clone();
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
            this.block = Cipher.getInstance("AES/ECB/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, key);
            this.hashKey = FieldElement.of(block.doFinal(new byte[FieldElement.BYTES]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /** Takes the next piece of ciphertext; only the last may have a length that is no multiple of 16. */
    void add(byte[] piece, int length) {
        if (bytes % FieldElement.BYTES != 0) {
            throw new IllegalStateException("only the last piece may end within a block");
        }
        long blocks = Math.ceilDiv(length, FieldElement.BYTES);
        if (blocks != stepBlocks) {
            step = hashKey.power(blocks);
            stepBlocks = blocks;
        }
        sum = sum.times(step).plus(hash(piece, length));
        bytes += length;
    }

    /** Undoes what GMAC does after the hash: the length block, and the encryption of the first counter. */
    private FieldElement hash(byte[] piece, int length) {
        // Nothing made with these nonces ever leaves this class; the JDK wants another one each time.
        byte[] inner = ByteBuffer.allocate(NONCE).putLong(0, pieces++).array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * BYTES, inner));
            cipher.updateAAD(piece, 0, length);
            FieldElement mac = FieldElement.of(cipher.doFinal());
            return mac.plus(mask(inner)).plus(new FieldElement(8L * length, 0).times(hashKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private FieldElement mask(byte[] of) {
        try {
            return FieldElement.of(block.doFinal(
                    ByteBuffer.allocate(FieldElement.BYTES).put(of).putInt(1).array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("one block of AES cannot fail", e);
        }
    }

    /** The tag of all pieces so far. */
    byte[] tag() {
        return sum.plus(new FieldElement(0, 8 * bytes).times(hashKey))
                .plus(mask(nonce))
                .bytes();
    }
}
