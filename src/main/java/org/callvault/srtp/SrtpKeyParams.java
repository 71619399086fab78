package org.callvault.srtp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one crypto line says of its author's keys (RFC 4568, section 6.1): one master key, or several that are told apart by
 * MKIs, all of one suite; and how often session keys are derived from them. Never printed; wiped on close.
 */
public final class SrtpKeyParams implements AutoCloseable {
    /** Longest MKI in bytes. */
    public static final int MAX_MKI = 128;

    /** Keys of one line that are kept; a line with more is none that a client needs. */
    public static final int MAX_KEYS = 16;

    private final List<Entry> entries;
    private final int rateBits;

    /**
     * A key and what packets name it by.
     *
     * @param mki empty where there is only one key, and packets carry none
     */
    record Entry(SrtpMasterKey key, byte[] mki) {
        @Override
        public String toString() {
            return "Entry[redacted]";
        }
    }

    private SrtpKeyParams(List<Entry> entries, int rateBits) {
        this.entries = List.copyOf(entries);
        this.rateBits = rateBits;
    }

    /** One key without an MKI, derived once. */
    public static SrtpKeyParams of(SrtpMasterKey key) {
        return new SrtpKeyParams(List.of(new Entry(key.copy(), new byte[0])), 0);
    }

    /**
     * Copies keys and MKIs.
     *
     * @param rateBits session keys are derived each 2^rateBits packets; 0 for once
     * @throws IllegalArgumentException where they don't fit together: no key, several suites, MKIs that are missing,
     *     too long, of several lengths or used twice
     */
    public static SrtpKeyParams of(List<SrtpMasterKey> keys, List<byte[]> mkis, int rateBits) {
        boolean fit = !keys.isEmpty()
                && keys.size() <= MAX_KEYS
                && keys.size() == mkis.size()
                && keys.stream().map(SrtpMasterKey::suite).distinct().count() == 1
                && mkis.stream().map(mki -> mki.length).distinct().count() == 1
                && mkis.stream().map(ByteBuffer::wrap).distinct().count() == mkis.size()
                && mkis.getFirst().length <= MAX_MKI
                && rateBits >= 0
                && rateBits <= 24;
        if (!fit) {
            throw new IllegalArgumentException("these keys make no crypto line");
        }
        return new SrtpKeyParams(
                IntStream.range(0, keys.size())
                        .mapToObj(i -> new Entry(keys.get(i).copy(), mkis.get(i).clone()))
                        .toList(),
                rateBits);
    }

    List<Entry> entries() {
        return entries;
    }

    /** What packets name the keys by, in their order; empty names where there is only one key. */
    public List<byte[]> mkis() {
        return entries.stream().map(entry -> entry.mki().clone()).toList();
    }

    /** Session keys are derived each 2^rateBits packets; 0 for once. */
    public int rateBits() {
        return rateBits;
    }

    /** Bytes of MKI in each packet. */
    public int mkiLength() {
        return entries.getFirst().mki().length;
    }

    public SrtpSuite suite() {
        return entries.getFirst().key().suite();
    }

    /** The keys; wiped with this. */
    public List<SrtpMasterKey> keys() {
        return entries.stream().map(Entry::key).toList();
    }

    public SrtpKeyParams copy() {
        return new SrtpKeyParams(
                entries.stream()
                        .map(entry -> new Entry(entry.key().copy(), entry.mki()))
                        .toList(),
                rateBits);
    }

    /** Whether these are the same keys, by the same names. */
    public boolean sameAs(SrtpKeyParams other) {
        return rateBits == other.rateBits
                && entries.size() == other.entries.size()
                && IntStream.range(0, entries.size()).allMatch(i -> same(entries.get(i), other.entries.get(i)));
    }

    private static boolean same(Entry one, Entry other) {
        return MessageDigest.isEqual(one.mki(), other.mki()) && one.key().sameAs(other.key());
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.key().close());
    }

    @Override
    public String toString() {
        return "SrtpKeyParams[" + suite() + ", redacted]";
    }
}
