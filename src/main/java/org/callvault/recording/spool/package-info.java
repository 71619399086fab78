/**
 * What the lanes write while calls live: segment files of sealed chunks, indexed by recording. Nothing here understands
 * media: an entry is a kind, a stream, a time and bytes. Read {@link org.callvault.recording.spool.Spool} first, then
 * {@link org.callvault.recording.spool.segment.SegmentFormat} with docs/spool-format.md.
 */
@NullMarked
package org.callvault.recording.spool;

import org.jspecify.annotations.NullMarked;
