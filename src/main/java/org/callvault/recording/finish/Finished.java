package org.callvault.recording.finish;

/** A recording that the store keeps. */
record Finished(Manifest manifest, String location, String manifestSha256) {}
