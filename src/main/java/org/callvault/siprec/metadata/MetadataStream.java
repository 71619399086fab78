package org.callvault.siprec.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A stream that the metadata describes.
 *
 * @param sessionId of the call it belongs to
 * @param label the {@code a=label} of its m-line
 */
public record MetadataStream(
        String id, @Nullable String sessionId, @Nullable String label) {}
