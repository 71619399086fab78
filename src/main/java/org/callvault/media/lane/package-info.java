/** Receive lanes: one thread and one graph for thousands of streams, one element a sweep. Read MediaPipeline first; it shows the whole graph. */
@NullMarked
package org.callvault.media.lane;

import org.jspecify.annotations.NullMarked;
