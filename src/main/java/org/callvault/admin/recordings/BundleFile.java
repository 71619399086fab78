package org.callvault.admin.recordings;

import java.io.IOException;
import java.io.OutputStream;

/** A zip file that is made as it is sent. */
@FunctionalInterface
public interface BundleFile {
    /** Writes all of it and closes the stream; blocks as long as the client takes. */
    void writeTo(OutputStream out) throws IOException;
}
