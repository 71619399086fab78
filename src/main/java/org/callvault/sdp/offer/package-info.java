/** The test SRC's side: offers with its keys, and what it reads in an answer. Read OfferWriter first. */
@NullMarked
package org.callvault.sdp.offer;

import org.jspecify.annotations.NullMarked;
