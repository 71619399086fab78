package org.callvault.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemCredentialsTest {
    @TempDir
    private static Path directory;

    private static DevelopmentCertificates development;
    private static PrivateKey key;

    /** The forms in which an EC key comes. */
    enum Form {
        PKCS8 {
            @Override
            String write() throws Exception {
                return pem(new JcaPKCS8Generator(key, null));
            }
        },
        SEC1 {
            @Override
            String write() throws Exception {
                return sec1();
            }
        },
        SEC1_AFTER_PARAMETERS {
            @Override
            String write() throws Exception {
                return "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + sec1();
            }
        },
        BESIDE_THE_CERTIFICATE {
            @Override
            String write() throws Exception {
                return Files.readString(development.certificate()) + pem(new JcaPKCS8Generator(key, null));
            }
        };

        abstract String write() throws Exception;
    }

    @BeforeAll
    static void make() {
        development = DevelopmentCertificates.create(directory.resolve("dev"), List.of("localhost"));
        key = PemCredentials.load(development.certificate(), development.key()).key();
    }

    private static String pem(Object object) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** As OpenSSL writes it, with the curve inside. */
    private static String sec1() throws Exception {
        BigInteger secret = ((ECPrivateKey) key).getS();
        var structure = new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1);
        return pem(new PemObject("EC PRIVATE KEY", structure.getEncoded()));
    }

    private static Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void readsAKeyInEveryForm(Form form) throws Exception {
        PemCredentials loaded = PemCredentials.load(development.certificate(), file(form + ".key", form.write()));
        assertThat(((ECPrivateKey) loaded.key()).getS()).isEqualTo(((ECPrivateKey) key).getS());
        assertThat(loaded.chain()).hasSize(2);
        assertThat(loaded.toString()).contains("key hidden");
    }

    @Test
    void readsAnRsaKeyInPkcs1AndTellsThatItIsAnothers() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Path file = file("rsa.key", pem(pair.getPrivate()));
        assertThat(Files.readString(file)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(PemFiles.privateKey(file)).isEqualTo(pair.getPrivate());
        assertThatThrownBy(() -> PemCredentials.load(development.certificate(), file))
                .isInstanceOf(PemProblem.class)
                .hasMessageContaining("rsa.key")
                .hasMessageContaining("does not belong to the certificate in " + development.certificate());
    }

    @Test
    void refusesEncryptedKeysWithTheCommandThatHelps() throws Exception {
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .setRandom(new SecureRandom())
                .build();
        Path pkcs8 = file("locked8.key", pem(new JcaPKCS8Generator(key, encryptor)));
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    key,
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        for (Path locked : List.of(pkcs8, file("locked1.key", text.toString()))) {
            assertThatThrownBy(() -> PemCredentials.load(development.certificate(), locked))
                    .isInstanceOf(PemProblem.class)
                    .hasMessageContaining("encrypted")
                    .hasMessageContaining("openssl pkey -in " + locked);
        }
    }

    @Test
    void tellsWhichFileIsMissingEmptyOrNoPem() throws Exception {
        Path missing = directory.resolve("missing.crt");
        assertThatThrownBy(() -> PemCredentials.load(missing, development.key()))
                .hasMessage(missing + ": the file does not exist. Check the path and the working directory");
        Path empty = file("empty.crt", "");
        assertThatThrownBy(() -> PemCredentials.load(empty, development.key())).hasMessageContaining("no certificate");
        Path broken = file("broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA!\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> PemCredentials.load(broken, development.key()))
                .isInstanceOf(PemProblem.class)
                .hasMessageContaining("broken.crt");
        assertThatThrownBy(() -> PemCredentials.load(development.certificate(), development.certificate()))
                .hasMessageContaining("no private key");
        assertThatThrownBy(() -> PemCredentials.load(directory, development.key()))
                .isInstanceOf(PemProblem.class)
                .hasMessageContaining("cannot be read");
    }
}
