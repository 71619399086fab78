package org.callvault.dtls;

/** Who begins the handshake (RFC 5763, section 5): {@code a=setup:active} is the client, {@code passive} the server. */
public enum DtlsRole {
    CLIENT,
    SERVER
}
