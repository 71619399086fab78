/**
 * SIP over TCP and TLS on Akka Streams, behind the stack's message processor interface. Ours, because the stack's own stream
 * transports can be killed by one packet. Read {@link org.callvault.sip.transport.StreamListener} first: it holds one
 * connection's whole graph.
 */
@NullMarked
package org.callvault.sip.transport;

import org.jspecify.annotations.NullMarked;
