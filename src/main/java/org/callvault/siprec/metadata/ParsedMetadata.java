package org.callvault.siprec.metadata;

/** What became of a metadata document. */
public sealed interface ParsedMetadata permits RecordingMetadata, MalformedMetadata {}
