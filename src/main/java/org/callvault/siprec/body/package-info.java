/** Bodies of requests (RFC 2046, RFC 7866 section 9): one part or several. Read MultipartBody first. */
@NullMarked
package org.callvault.siprec.body;

import org.jspecify.annotations.NullMarked;
