/**
 * What session keys do to one packet: AES in counter mode with HMAC-SHA1 (RFC 3711), or in Galois/counter mode (RFC 7714). Knows
 * nothing of sources, replays or rollover counters. Read {@link org.callvault.srtp.transform.PacketTransform} first.
 */
@NullMarked
package org.callvault.srtp.transform;

import org.jspecify.annotations.NullMarked;
