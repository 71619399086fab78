package org.callvault.recording.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObjectJSON;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.X509CertUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.callvault.cli.CommandRun;
import org.callvault.cli.reconcile.RecordedCalls;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VConTest {
    private static final String ID = "019ca8d7-34d0-7bb2-92c6-ae7df9b15164";
    private static final byte[] AUDIO = "RIFF: what was said".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METADATA = "<recording/>".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @BeforeEach
    void keep() throws IOException {
        Manifest plain = RecordedCalls.manifest(
                ID, RecordedCalls.NINE, Duration.ofMinutes(1), "+49301", "4711", "", RecordedCalls.Flaws.NONE);
        Files.write(directory.resolve("audio.wav"), AUDIO);
        Files.write(directory.resolve("metadata-1.xml"), METADATA);
        Manifest manifest = new Manifest(
                plain.version(),
                plain.recording(),
                plain.callId(),
                plain.node(),
                plain.peer(),
                plain.encrypted(),
                plain.startedAt(),
                plain.endedAt(),
                plain.endReason(),
                plain.state(),
                plain.metadata(),
                plain.audio(),
                plain.streams(),
                plain.gaps(),
                plain.events(),
                0,
                plain.flags(),
                List.of(
                        new Manifest.StoredFile("audio.wav", "audio/vnd.wave", AUDIO.length, "0".repeat(64)),
                        new Manifest.StoredFile(
                                "metadata-1.xml", "application/rs-metadata+xml", METADATA.length, "0".repeat(64))),
                null,
                null,
                List.of(),
                null);
        Files.write(directory.resolve(Manifest.NAME), RecordingJson.writePretty(manifest));
    }

    private JsonNode export(String... more) throws IOException {
        Path to = directory.resolve("out");
        List<String> arguments = new java.util.ArrayList<>(
                List.of("export", directory.toString(), "--to", to.toString(), "--as", "vcon"));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isZero();
        return RecordingJson.read(Files.readAllBytes(to.resolve(ID + ".vcon")), JsonNode.class);
    }

    private static void holds(JsonNode vcon) throws Exception {
        assertThat(vcon.path("vcon").asText()).isEqualTo("0.4.0");
        assertThat(vcon.path("uuid").asText()).isEqualTo(ID);
        assertThat(Instant.parse(vcon.path("created_at").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(vcon.path("parties")).hasSize(2);
        assertThat(vcon.at("/parties/0/sip").asText()).isEqualTo("sip:+49301@example.com");
        assertThat(vcon.at("/parties/1/name").asText()).isEqualTo("Agent");
        JsonNode dialog = vcon.at("/dialog/0");
        assertThat(dialog.path("type").asText()).isEqualTo("recording");
        assertThat(dialog.path("start").asText()).isEqualTo(RecordedCalls.NINE.toString());
        assertThat(dialog.path("duration").asDouble()).isEqualTo(60.0);
        assertThat(dialog.path("parties").toString()).isEqualTo("[0,1]");
        assertThat(dialog.path("mediatype").asText()).isEqualTo("audio/vnd.wave");
        assertThat(dialog.path("encoding").asText()).isEqualTo("base64url");
        assertThat(Base64.getUrlDecoder().decode(dialog.path("body").asText())).isEqualTo(AUDIO);
        assertThat(dialog.path("content_hash").asText())
                .isEqualTo("sha512-"
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-512").digest(AUDIO)));
        assertThat(vcon.path("attachments")).hasSize(2).allSatisfy(attachment -> {
            assertThat(attachment.path("start").isTextual()).isTrue();
            assertThat(attachment.path("party").isInt()).isTrue();
            assertThat(attachment.path("dialog").isInt()).isTrue();
        });
        assertThat(Base64.getUrlDecoder().decode(vcon.at("/attachments/0/body").asText()))
                .isEqualTo(METADATA);
        assertThat(vcon.at("/attachments/1/filename").asText()).isEqualTo("manifest.json");
    }

    @Test
    void aRecordingIsAConversationThatOtherProgramsRead() throws Exception {
        holds(export());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void aSignedOneIsVerifiedByTheCertificateThatItBrings(KeyKind kind) throws Exception {
        PemCredentials signer = CertificateIssuer.newSigner("node-1", kind, Duration.ofDays(9), InstantSource.system());
        Path certificate = directory.resolve("signer.pem");
        Path key = directory.resolve("signer.key");
        PemOutput.certificates(certificate, signer.chain());
        PemOutput.key(key, signer);
        JsonNode json = export("--sign-cert", certificate.toString(), "--sign-key", key.toString());
        JWSObjectJSON signed = JWSObjectJSON.parse(json.toString());
        JWSObjectJSON.Signature signature = signed.getSignatures().getFirst();
        X509Certificate brought = X509CertUtils.parse(
                signature.getHeader().getX509CertChain().getFirst().decode());
        assertThat(brought).isEqualTo(signer.certificate());
        assertThat(signature.verify(verifier(brought))).isTrue();
        holds(RecordingJson.read(signed.getPayload().toBytes(), JsonNode.class));
        String payload = json.path("payload").asText();
        String altered = json.toString().replace(payload, payload.substring(0, 20) + "A" + payload.substring(21));
        assertThat(JWSObjectJSON.parse(altered).getSignatures().getFirst().verify(verifier(brought)))
                .isFalse();
    }

    private static JWSVerifier verifier(X509Certificate certificate) throws Exception {
        return certificate.getPublicKey() instanceof ECPublicKey curve
                ? new ECDSAVerifier(curve)
                : new RSASSAVerifier((RSAPublicKey) certificate.getPublicKey());
    }

    @Test
    void halfASignerIsWrongUse() {
        CommandRun run =
                CommandRun.of("export", directory.toString(), "--to", "out", "--as", "vcon", "--sign-key", "key.pem");
        assertThat(run.exit()).isEqualTo(2);
    }
}
