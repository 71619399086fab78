package org.callvault.recording.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * What stands around the content of a sealed file (RFC 5083, 2.1; RFC 5084, 3.2):
 *
 * <pre>
 * ContentInfo { id-ct-authEnvelopedData, [0] AuthEnvelopedData {
 *   0, SET OF RecipientInfo, EncryptedContentInfo { id-data, aes256-GCM { nonce, 16 }, [0] content }, mac } }
 * </pre>
 *
 * <p>BER with definite lengths: the content lies in one piece, so it can be read at any position, and new recipients are a
 * new beginning before the same content. Lengths that grow with the content have five bytes, so that they can be filled in
 * when it is complete: more than that openssl does not read.
 *
 * @param recipients DER of the SET
 * @param contentAt where the content starts
 */
record Envelope(byte[] recipients, byte[] nonce, long contentAt, long contentBytes) {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int EXPLICIT_0 = 0xA0;
    private static final int CONTENT_0 = 0x80;
    private static final int LONG_FORM = 0x85;
    private static final int LONG_HEAD = 7;
    private static final int MOST_BEFORE_CONTENT = 1 << 20;

    /** A mac with its tag and length. */
    static final int END_BYTES = 2 + GcmTag.BYTES;

    /** The beginning of a file with so much content. */
    static byte[] encode(byte[] recipients, byte[] nonce, long contentBytes) {
        byte[] kind = der(CMSObjectIdentifiers.authEnvelopedData);
        byte[] data = der(CMSObjectIdentifiers.data);
        byte[] algorithm = der(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, GcmTag.BYTES)));
        byte[] version = {INTEGER, 1, 0};
        long encrypted = data.length + algorithm.length + LONG_HEAD + contentBytes;
        long enveloped = version.length + recipients.length + LONG_HEAD + encrypted + END_BYTES;
        ByteBuffer out = ByteBuffer.allocate(
                5 * LONG_HEAD + kind.length + version.length + recipients.length + data.length + algorithm.length);
        head(out, SEQUENCE, kind.length + 2 * LONG_HEAD + enveloped);
        out.put(kind);
        head(out, EXPLICIT_0, LONG_HEAD + enveloped);
        head(out, SEQUENCE, enveloped);
        out.put(version).put(recipients);
        head(out, SEQUENCE, encrypted);
        out.put(data).put(algorithm);
        head(out, CONTENT_0, contentBytes);
        return out.array();
    }

    static byte[] end(byte[] mac) {
        return ByteBuffer.allocate(END_BYTES)
                .put((byte) OCTETS)
                .put((byte) GcmTag.BYTES)
                .put(mac)
                .array();
    }

    private static void head(ByteBuffer out, int tag, long length) {
        out.put((byte) tag).put((byte) LONG_FORM).put((byte) (length >>> 32)).putInt((int) length);
    }

    static byte[] der(ASN1Encodable object) {
        try {
            return object.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("what is made here can be encoded", e);
        }
    }

    /** Reads the beginning of a file and checks that it ends where it says. */
    static Envelope read(SeekableByteChannel file, String path) throws IOException {
        ByteBuffer in = ByteBuffer.allocate((int) Math.min(file.size(), MOST_BEFORE_CONTENT));
        file.position(0);
        while (in.hasRemaining() && file.read(in) >= 0) {
            // As often as it takes.
        }
        try {
            Envelope envelope = parse(in.flip());
            if (envelope.contentAt + envelope.contentBytes + END_BYTES != file.size()) {
                throw new SealProblem(SealProblem.Kind.FORM, path + " is cut off, or something was added to it");
            }
            return envelope;
        } catch (RuntimeException e) {
            throw new SealProblem(SealProblem.Kind.FORM, path + " is no file that Callvault sealed", e);
        }
    }

    private static Envelope parse(ByteBuffer in) {
        enter(in, SEQUENCE);
        expect(in, der(CMSObjectIdentifiers.authEnvelopedData));
        enter(in, EXPLICIT_0);
        enter(in, SEQUENCE);
        expect(in, new byte[] {INTEGER, 1, 0});
        byte[] recipients = element(in, SET);
        enter(in, SEQUENCE);
        expect(in, der(CMSObjectIdentifiers.data));
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.getInstance(element(in, SEQUENCE));
        GCMParameters parameters = GCMParameters.getInstance(algorithm.getParameters());
        if (!algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_GCM)
                || parameters.getIcvLen() != GcmTag.BYTES
                || parameters.getNonce().length != GcmTag.NONCE
                || ASN1Set.getInstance(recipients).size() == 0) {
            throw new IllegalArgumentException("another algorithm, or no recipient");
        }
        long length = enter(in, CONTENT_0);
        return new Envelope(recipients, parameters.getNonce(), in.position(), length);
    }

    private static long enter(ByteBuffer in, int tag) {
        if ((in.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("another element is due");
        }
        int first = in.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7F;
        if (octets == 0 || octets > 5) {
            throw new IllegalArgumentException("no definite length of up to five bytes");
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | (in.get() & 0xFF);
        }
        return length;
    }

    private static byte[] element(ByteBuffer in, int tag) {
        int start = in.position();
        int length = Math.toIntExact(enter(in, tag));
        int total = in.position() - start + length;
        byte[] whole = new byte[Math.min(total, in.limit() - start)];
        in.position(start).get(whole);
        if (whole.length < total) {
            throw new IllegalArgumentException("cut off");
        }
        return whole;
    }

    private static void expect(ByteBuffer in, byte[] bytes) {
        byte[] found = new byte[bytes.length];
        in.get(found);
        if (!java.util.Arrays.equals(found, bytes)) {
            throw new IllegalArgumentException("something else is due");
        }
    }
}
