package org.callvault.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866), reduced to what a recorder needs.
 *
 * @param origin what follows {@code o=}; empty where the line is missing
 * @param sessionName what follows {@code s=}
 * @param connectionAddress of the session-level {@code c=} line; its media have inherited it already
 * @param media in the order of the m-lines
 */
public record SessionDescription(
        String origin, String sessionName, @Nullable String connectionAddress, List<MediaDescription> media)
        implements ParsedDescription {

    public SessionDescription {
        media = List.copyOf(media);
    }

    /** Reads a body of at most 64 KB; line ends may be CRLF, LF or CR. */
    public static ParsedDescription parse(byte[] body) {
        return DescriptionReader.read(body);
    }
}
