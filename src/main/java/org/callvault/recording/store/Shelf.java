package org.callvault.recording.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.callvault.recording.RecordingId;

/** Kept recordings as directories of this machine, one at a time: for those who check all files of many. All calls block. */
public interface Shelf {
    /** Looks at the files of a recording, which may be gone afterwards. */
    interface Reader {
        void read(Path directory) throws IOException;
    }

    /** Looks at a manifest. */
    interface ManifestReader {
        /**
         * Is given one.
         *
         * @param name of the recording, as its place says
         */
        void read(String name, byte[] manifest) throws IOException;
    }

    /**
     * Has somebody read a recording.
     *
     * @return whether it is here
     */
    boolean lend(RecordingId id, Reader reader) throws IOException;

    /** Whether it is here. */
    boolean has(RecordingId id) throws IOException;

    /** Has somebody read the manifests of all recordings but those named. */
    void manifestsBut(Set<String> names, ManifestReader reader) throws IOException;

    /** Several as one; what is on two is taken from the first. */
    static Shelf of(List<Shelf> shelves) {
        List<Shelf> all = List.copyOf(shelves);
        return new Shelf() {
            @Override
            public boolean lend(RecordingId id, Reader reader) throws IOException {
                for (Shelf each : all) {
                    if (each.lend(id, reader)) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public boolean has(RecordingId id) throws IOException {
                for (Shelf each : all) {
                    if (each.has(id)) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public void manifestsBut(Set<String> names, ManifestReader reader) throws IOException {
                for (Shelf each : all) {
                    each.manifestsBut(names, reader);
                }
            }
        };
    }
}
