/** The recorder's side of offer and answer (RFC 3264, RFC 7866): a plan for each m-line, then the answer's text. Read OfferAnswer first. */
@NullMarked
package org.callvault.sdp.answer;

import org.jspecify.annotations.NullMarked;
