/**
 * What a finished recording says of itself: {@code manifest.json}.
 */
@NullMarked
package org.callvault.recording.manifest;

import org.jspecify.annotations.NullMarked;
