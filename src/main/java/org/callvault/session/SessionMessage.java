package org.callvault.session;

/** Messages that only this package sends to a session. */
non-sealed interface SessionMessage extends SessionCommand {}
