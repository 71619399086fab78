/**
 * What one stream does with a datagram: tell RTP from RTCP and from junk, authenticate, decrypt, account. No sockets
 * and no clocks: {@link org.callvault.media.stream.StreamReceiver}, the class to read first, gets bytes, their source
 * and the time. Everything here is used from one thread at a time, the lane's.
 */
@NullMarked
package org.callvault.media.stream;

import org.jspecify.annotations.NullMarked;
