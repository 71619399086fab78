package org.callvault.session.signal;

/** Transports a request can come by. */
public enum SipTransport {
    UDP,
    TCP,
    TLS
}
