package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.callvault.security.digest.DigestAlgorithm;
import org.callvault.security.digest.UserEntry;
import org.callvault.security.digest.UserFile;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIPp authenticates INVITE and BYE. SIPp 3.6 knows MD5 only and reads one challenge, so this node has no other user. */
@Tag("peers")
class SippDigestTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void aCallWithCredentialsIsRecorded(String transport) throws Exception {
        Path users = directory.resolve("users");
        UserFile.write(users, List.of(UserEntry.of("sbc7", "callvault", DigestAlgorithm.MD5, "secret")));
        Path config = Files.writeString(directory.resolve("site.conf"), "callvault.digest.allow-md5 = true");
        Map<String, String> settings =
                Map.of("CALLVAULT_DIGEST_USERS", users.toString(), "CALLVAULT_CONFIG", config.toString());
        try (TestNode node = TestNode.start(directory, settings)) {
            SipTransport over = transport.equals("u1") ? SipTransport.UDP : SipTransport.TCP;
            String callId = "digest-" + transport + "@sipp";
            Sipp.play(directory, "digest", callId, transport, node.target(over).port());
            assertThat(node.recordingOf(callId).manifest().endReason()).isEqualTo("bye");
        }
    }
}
