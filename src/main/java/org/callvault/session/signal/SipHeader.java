package org.callvault.session.signal;

/** A header that the session adds to a message, value as written on the wire. */
public record SipHeader(String name, String value) {}
