package org.callvault.recording.render;

import java.io.IOException;
import java.io.OutputStream;

/** Where what is kept goes, which may seal it. */
@FunctionalInterface
public interface KeptOutput {
    /** Begins a file; it is whole when it is closed. */
    OutputStream open(String name) throws IOException;
}
