/** What a description says of a DTLS association (RFC 5763, RFC 8122, RFC 8842). Read DtlsAttributes first. */
@NullMarked
package org.callvault.sdp.dtls;

import org.jspecify.annotations.NullMarked;
