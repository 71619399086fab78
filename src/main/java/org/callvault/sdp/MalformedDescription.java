package org.callvault.sdp;

/**
 * A body that cannot be read as a session description.
 *
 * @param reason in a few words fit for a Warning header; never text of the body
 */
public record MalformedDescription(String reason) implements ParsedDescription {}
