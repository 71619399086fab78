/** Segment files: their format on disk, appending, and finding the chunks again. Read SegmentFormat first. */
@NullMarked
package org.callvault.recording.spool.segment;

import org.jspecify.annotations.NullMarked;
