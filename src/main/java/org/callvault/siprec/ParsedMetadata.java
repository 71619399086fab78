package org.callvault.siprec;

/** What became of a metadata document. */
public sealed interface ParsedMetadata permits RecordingMetadata, MalformedMetadata {}
