/**
 * Keys for SRTP from a DTLS handshake (RFC 5763, RFC 5764): one association for each port of a stream, over datagrams that
 * others receive and send. Bouncy Castle does the handshake and its retransmissions, each on a virtual thread of its own;
 * what is here decides who may begin one, how many there may be, and whose certificate is taken. Read DtlsAssociation first.
 */
@NullMarked
package org.callvault.dtls;

import org.jspecify.annotations.NullMarked;
