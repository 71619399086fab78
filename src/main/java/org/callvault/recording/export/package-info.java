/**
 * Recordings for strangers: what they need to hear, read and check one without this recorder.
 */
@NullMarked
package org.callvault.recording.export;

import org.jspecify.annotations.NullMarked;
