package org.callvault.siprec.metadata;

/**
 * A document that tells nothing, even with leniency. The call is recorded all the same and the raw text kept.
 *
 * @param reason in a few words; never text of the document
 */
public record MalformedMetadata(String reason) implements ParsedMetadata {}
