/**
 * Receiving media: ports, receive lanes, the graph from the kernel to the sink, and the actors that own one call's
 * media each. {@link org.callvault.media.lane.MediaPipeline} shows the whole path of a packet: read it first, then {@link
 * org.callvault.media.CallMedia} for how a call changes what a lane does.
 *
 * <p>Three kinds of thread meet here and share nothing but handles: actors send commands to a {@link
 * org.callvault.media.lane.Lane}, its receive side owns sockets, keys and counters, its write side owns the sink.
 */
@NullMarked
package org.callvault.media;

import org.jspecify.annotations.NullMarked;
