package org.callvault.recording.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
    private static final RecordingId ID = Recorded.id(1);
    private static final RecordingId SUPPLEMENT = Recorded.id(2);
    private static final RecordingId OTHER = Recorded.id(3);

    @TempDir
    private Path temp;

    @Test
    void whatIsErasedByItsIdGoesWithItsSupplementAndAHoldMeansTheOneAlone() throws IOException {
        try (Catalog catalog = Catalog.open(temp.resolve("catalog"))) {
            RecordingDescription later = Recorded.description(SUPPLEMENT, null, "PCMU/8000");
            catalog.insertLive(Recorded.description(ID, null, "PCMU/8000"));
            catalog.insertLive(
                    later.withMetadata(later.metadata().identifiedBy(new CallIdentifier("supplements", ID.value()))));
            catalog.insertLive(Recorded.description(OTHER, null, "PCMU/8000"));

            assertThat(Targets.toErase(catalog, new Target.One(ID))).containsExactly(ID, SUPPLEMENT);
            assertThat(Targets.toErase(catalog, new Target.One(SUPPLEMENT))).containsExactly(SUPPLEMENT);
            assertThat(Targets.find(catalog, new Target.One(ID))).containsExactly(ID);
        }
    }
}
