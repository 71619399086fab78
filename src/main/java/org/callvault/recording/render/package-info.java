/**
 * The second pass: samples of every stream placed on one clock, and written as the master file.
 *
 * <p>Read {@link org.callvault.recording.render.Renderer} first.
 */
@NullMarked
package org.callvault.recording.render;

import org.jspecify.annotations.NullMarked;
