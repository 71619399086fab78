/**
 * Packets that a recording keeps because nothing here decodes them, as captures that other programs read too.
 */
@NullMarked
package org.callvault.recording.kept;

import org.jspecify.annotations.NullMarked;
