/** What any HTTP listener of ours needs: limits, problem+json (RFC 9457), files with Range requests (RFC 9110). Read Problem first. */
@NullMarked
package org.callvault.admin.http;

import org.jspecify.annotations.NullMarked;
