package org.callvault.recording.retention;

import java.time.Instant;

/** Keeps a recording whatever else says that it may go. */
public record Hold(String label, String reason, String placedBy, Instant placedAt) {}
