/**
 * Where finished recordings are kept. A recording appears whole or not at all. Read
 * {@link org.callvault.recording.store.RecordingStore} first.
 */
@NullMarked
package org.callvault.recording.store;

import org.jspecify.annotations.NullMarked;
