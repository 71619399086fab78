/** Recording metadata (RFC 7865) in the dialects that real clients speak. Read MetadataParser first. */
@NullMarked
package org.callvault.siprec.metadata;

import org.jspecify.annotations.NullMarked;
