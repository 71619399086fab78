/**
 * When a signature was there, by the word of a third party: time stamps of RFC 3161. Read
 * {@link org.callvault.recording.timestamp.TimeStamp} first, then {@link org.callvault.recording.timestamp.TimeStamps}.
 */
@NullMarked
package org.callvault.recording.timestamp;

import org.jspecify.annotations.NullMarked;
