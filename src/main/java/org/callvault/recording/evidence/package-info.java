/**
 * What makes recordings evidence: their manifests are signed by the node (RFC 5652), each names the one before it, and
 * anybody can check both. Read {@link org.callvault.recording.evidence.EvidenceStore} first, then
 * {@link org.callvault.recording.evidence.ChainCheck}.
 */
@NullMarked
package org.callvault.recording.evidence;

import org.jspecify.annotations.NullMarked;
