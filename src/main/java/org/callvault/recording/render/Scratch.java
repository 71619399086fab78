package org.callvault.recording.render;

import java.nio.file.Path;

/** Where to put files that are gone when the work is done. */
@FunctionalInterface
public interface Scratch {
    Path file(String name);
}
