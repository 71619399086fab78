package org.callvault.recording.seal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file for audio on its way, of any size and read and written at any position, that nobody but this object can read: pages
 * of 16 KiB, each sealed with AES-256-GCM under a key that exists in memory only and is gone with the process. What was
 * never written reads as zeros and takes no room.
 *
 * <pre>page on disk: nonce (12), sealed bytes (16384), tag (16)</pre>
 *
 * <p>A page is sealed anew, under a new nonce, each time it leaves memory, where the last few stay. For one thread.
 */
public final class ScratchFile implements Closeable {
    private static final int PAGE = 1 << 14;
    private static final int SLOT = GcmTag.NONCE + PAGE + GcmTag.BYTES;
    private static final int MOST_HELD = 4;

    private static final class Page {
        final byte[] bytes = new byte[PAGE];
        boolean dirty;
    }

    private final FileChannel file;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final BitSet onDisk = new BitSet();
    private final Map<Integer, Page> held = new LinkedHashMap<>(MOST_HELD + 1, 0.75f, true);
    private long nonces;
    private long size;

    private ScratchFile(FileChannel file) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.file = file;
        this.key = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** An empty one, in place of what may be there. */
    public static ScratchFile create(Path path) throws IOException {
        return new ScratchFile(FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    /** Writes all of the buffer. */
    public void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            int offset = (int) (at % PAGE);
            int count = Math.min(from.remaining(), PAGE - offset);
            Page page = page(number(at));
            from.get(page.bytes, offset, count);
            page.dirty = true;
            at += count;
        }
        size = Math.max(size, at);
    }

    /** Fills the buffer as far as the file goes; returns the number of bytes, -1 after the end. */
    public int read(ByteBuffer into, long position) throws IOException {
        if (position >= size) {
            return -1;
        }
        int wanted = (int) Math.min(into.remaining(), size - position);
        for (int done = 0; done < wanted; ) {
            int offset = (int) ((position + done) % PAGE);
            int count = Math.min(wanted - done, PAGE - offset);
            into.put(page(number(position + done)).bytes, offset, count);
            done += count;
        }
        return wanted;
    }

    /** Up to the last byte written. */
    public long size() {
        return size;
    }

    /** A stream that appends; closing it leaves the file open. */
    public OutputStream appending() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ScratchFile.this.write(ByteBuffer.wrap(bytes, offset, length), size);
            }
        };
    }

    /** A stream of all of it; closing it leaves the file open. */
    public InputStream reading() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = ScratchFile.this.read(ByteBuffer.wrap(bytes, offset, length), at);
                at += Math.max(count, 0);
                return count;
            }
        };
    }

    private static int number(long position) {
        return Math.toIntExact(position / PAGE);
    }

    private Page page(int number) throws IOException {
        Page known = held.get(number);
        if (known != null) {
            return known;
        }
        if (held.size() == MOST_HELD) {
            Iterator<Map.Entry<Integer, Page>> eldest = held.entrySet().iterator();
            Map.Entry<Integer, Page> leaving = eldest.next();
            if (leaving.getValue().dirty) {
                store(leaving.getKey(), leaving.getValue());
            }
            eldest.remove();
        }
        Page page = new Page();
        if (onDisk.get(number)) {
            load(number, page);
        }
        held.put(number, page);
        return page;
    }

    private void store(int number, Page page) throws IOException {
        byte[] nonce = ByteBuffer.allocate(GcmTag.NONCE).putLong(4, nonces++).array();
        ByteBuffer slot = ByteBuffer.allocate(SLOT).put(nonce);
        crypt(Cipher.ENCRYPT_MODE, nonce, number, ByteBuffer.wrap(page.bytes), slot);
        slot.flip();
        long at = (long) number * SLOT;
        while (slot.hasRemaining()) {
            at += file.write(slot, at);
        }
        onDisk.set(number);
    }

    private void load(int number, Page page) throws IOException {
        ByteBuffer slot = ByteBuffer.allocate(SLOT);
        while (slot.hasRemaining() && file.read(slot, (long) number * SLOT + slot.position()) >= 0) {
            // As often as it takes.
        }
        byte[] nonce = new byte[GcmTag.NONCE];
        slot.flip().get(nonce);
        crypt(Cipher.DECRYPT_MODE, nonce, number, slot, ByteBuffer.wrap(page.bytes));
    }

    private void crypt(int mode, byte[] nonce, int number, ByteBuffer from, ByteBuffer to) throws IOException {
        try {
            cipher.init(mode, key, new GCMParameterSpec(8 * GcmTag.BYTES, nonce));
            cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
            cipher.doFinal(from, to);
        } catch (GeneralSecurityException e) {
            throw new IOException("a scratch file was altered under way", e);
        }
    }

    @Override
    public void close() throws IOException {
        held.values().forEach(page -> Arrays.fill(page.bytes, (byte) 0));
        held.clear();
        file.close();
    }
}
