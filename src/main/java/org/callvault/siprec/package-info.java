/**
 * What a recording client sends about a call: multipart bodies (RFC 2046, RFC 7866 section 9) and recording metadata
 * (RFC 7865) in the dialects that real clients speak. Pure: bytes in, records out. Leniency is the rule, because media is
 * never failed on account of its metadata; what was bent is told by {@link org.callvault.siprec.metadata.RecordingMetadata#flags()}.
 * Read {@link org.callvault.siprec.body.MultipartBody} first, then {@link org.callvault.siprec.metadata.MetadataParser}.
 */
@NullMarked
package org.callvault.siprec;

import org.jspecify.annotations.NullMarked;
