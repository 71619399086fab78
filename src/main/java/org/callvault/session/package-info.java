/**
 * Recording sessions: one entity for each Call-ID holds the dialog with the SRC, reads offers and metadata, asks for
 * media, and sees to it that what was received becomes a recording. Decisions are pure and live in {@link
 * org.callvault.session.state}; {@link org.callvault.session.SessionActor}, to read first, only carries them out. What
 * a session needs of the world above it, it declares as a port ({@link org.callvault.session.Signalling}).
 */
@NullMarked
package org.callvault.session;

import org.jspecify.annotations.NullMarked;
