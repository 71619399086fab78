package org.callvault.siprec.body;

/**
 * A body that cannot be taken apart.
 *
 * @param reason in a few words fit for a Warning header; never text of the body
 */
public record MalformedBody(String reason) implements ParsedBody {}
