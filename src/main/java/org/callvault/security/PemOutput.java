package org.callvault.security;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Writes certificates and keys as PEM files (RFC 7468). A key is never readable by others, not for a moment. */
public final class PemOutput {
    private PemOutput() {}

    /** Makes a directory that only its owner enters, unless it is there. */
    public static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The private key alone, PKCS#8, mode 0600; what was there is replaced. */
    public static void key(Path file, PemCredentials credentials) throws IOException {
        write(file, pem(new JcaPKCS8Generator(credentials.key(), null)), "rw-------");
    }

    /** Certificates in the order given, mode 0644; what was there is replaced. */
    public static void certificates(Path file, List<X509Certificate> chain) throws IOException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(pem(certificate));
        }
        write(file, text.toString(), "rw-r--r--");
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** Into a file of its own first: a reader never sees half a file. */
    private static void write(Path file, String text, String mode) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", ".pem", permissions);
        try {
            Files.writeString(draft, text);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
