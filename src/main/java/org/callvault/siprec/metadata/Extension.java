package org.callvault.siprec.metadata;

import org.jspecify.annotations.Nullable;

/**
 * An element that the standard does not know, such as a contact centre's call id.
 *
 * @param ownerId of the session, participant, stream or group that holds it; null at the top
 * @param namespace empty where it has none that is declared
 * @param name local name
 * @param text its text; an element that holds elements is written out as XML, and what it holds follows
 */
public record Extension(@Nullable String ownerId, String namespace, String name, String text) {}
