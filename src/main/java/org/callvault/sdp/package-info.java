/**
 * Session descriptions (RFC 8866), the recorder's side of offer and answer (RFC 3264, RFC 7866) and keys in the description
 * (SDES, RFC 4568). Pure: text in, records out. Hostile input ends as {@link org.callvault.sdp.MalformedDescription} or as a
 * refused m-line with its reason, never as an exception. Read {@link org.callvault.sdp.answer.OfferAnswer} first.
 */
@NullMarked
package org.callvault.sdp;

import org.jspecify.annotations.NullMarked;
