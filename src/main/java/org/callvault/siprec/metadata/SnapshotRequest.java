package org.callvault.siprec.metadata;

import java.nio.charset.StandardCharsets;
import org.callvault.siprec.xml.XmlText;

/** Asks a recording client for all metadata again (RFC 7865, section 7; RFC 7866, section 9.2). */
public final class SnapshotRequest {
    /** Its media type. */
    public static final String CONTENT_TYPE = "application/rs-metadata-request";

    private SnapshotRequest() {}

    /** The document, with a reason for whoever reads the SRC's log. */
    public static byte[] write(String reason) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<requestsnapshot xmlns=\"urn:ietf:params:xml:ns:recording:1\"><requestreason>"
                        + XmlText.escape(reason) + "</requestreason></requestsnapshot>\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
