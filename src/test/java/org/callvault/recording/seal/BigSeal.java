package org.callvault.recording.seal;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;

/** Seals so many mebibytes into a file and reads them back; a program of its own, whose heap is bounded. */
final class BigSeal {
    private BigSeal() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        byte[] block = SealTest.content(1 << 20);
        MessageDigest written = MessageDigest.getInstance("SHA-256");
        try (OutputStream out = SealedOutput.create(file, SealTest.to(SealTest.EC), new SecureRandom())) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                out.write(block);
                written.update(block);
            }
        }
        MessageDigest read = MessageDigest.getInstance("SHA-256");
        try (SealedFile sealed = SealedFile.open(file, ReaderKey.of(SealTest.EC.key()))) {
            ByteBuffer some = ByteBuffer.allocate(1 << 18);
            while (sealed.read(some.clear()) >= 0) {
                read.update(some.flip());
            }
            boolean same = MessageDigest.isEqual(read.digest(), written.digest());
            System.out.println((same ? "the same " : "other ") + sealed.size() + " bytes");
        }
    }
}
