package org.callvault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.Manifest;

/** What a recording of one stream must be. */
final class Heard {
    private Heard() {}

    /** @param rejected packets that may be counted as rejected */
    static void whole(VerifiedRecording recording, String suite, byte[] voice, long rejected) throws IOException {
        assertThat(SampleComparison.difference(voice, recording.audio().channel(0)))
                .isEmpty();
        nothingMissing(recording, suite, rejected);
    }

    static void nothingMissing(VerifiedRecording recording, String suite, long rejected) {
        Manifest manifest = recording.manifest();
        assertThat(manifest.gaps()).isEmpty();
        assertThat(manifest.streams()).singleElement().satisfies(stream -> {
            assertThat(stream.suite()).isEqualTo(suite);
            assertThat(stream.packets().lost()).isZero();
            assertThat(stream.packets().rejected().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isLessThanOrEqualTo(rejected);
        });
    }
}
