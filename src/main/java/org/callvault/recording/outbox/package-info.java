/**
 * Recordings that are complete, signed and on their way to a store on other machines. Read
 * {@link org.callvault.recording.outbox.Outbox} first.
 */
@NullMarked
package org.callvault.recording.outbox;

import org.jspecify.annotations.NullMarked;
