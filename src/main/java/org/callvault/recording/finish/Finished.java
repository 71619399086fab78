package org.callvault.recording.finish;

import org.callvault.recording.manifest.Manifest;

/** A recording that the store keeps. */
record Finished(Manifest manifest, String location, String manifestSha256) {}
