package org.callvault.srtp.transform;

/**
 * What one set of session keys does to packets: one direction of RTP or of RTCP. Works in place, by one thread at a time.
 *
 * <p>SRTP and SRTCP lay a packet out differently, and so do the two families of ciphers:
 *
 * <pre>
 *  counter mode   RTP    header | encrypted | (MKI) | tag
 *                 RTCP   8 bytes | encrypted | E-flag, index | (MKI) | tag
 *  AEAD           RTP    header | encrypted and tag | (MKI)
 *                 RTCP   8 bytes | encrypted and tag | E-flag, index | (MKI)
 * </pre>
 */
public sealed interface PacketTransform extends AutoCloseable permits CounterModeTransform, AeadTransform {
    /**
     * Authenticates and decrypts an RTP packet.
     *
     * @param length of all of it
     * @param mki bytes of MKI, which are skipped
     * @param header bytes that are not encrypted
     * @return bytes of the plain packet; negative where it is not authentic, and then nothing has changed
     */
    int openRtp(byte[] buffer, int offset, int length, int mki, int header, int ssrc, long index);

    /** Encrypts in place and appends tag and MKI; the buffer has room. Returns the length. */
    int sealRtp(byte[] buffer, int offset, int length, byte[] mki, int header, int ssrc, long index);

    /** The same as {@link #openRtp} for RTCP. */
    int openRtcp(byte[] buffer, int offset, int length, int mki);

    /** The same as {@link #sealRtp} for RTCP; the index is one of 31 bits. */
    int sealRtcp(byte[] buffer, int offset, int length, byte[] mki, int index);

    @Override
    void close();
}
