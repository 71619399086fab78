/**
 * Programs of others that decode what nothing here does.
 */
@NullMarked
package org.callvault.recording.foreign;

import org.jspecify.annotations.NullMarked;
