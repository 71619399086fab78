/**
 * Recordings and segments of live calls as objects of a bucket. A recording is the objects whose keys begin with its day and
 * its id, as in a directory; it is kept when its manifest is there, which is put last. Read
 * {@link org.callvault.recording.store.s3.S3Store} first; all requests are in {@link org.callvault.recording.store.s3.S3Bucket}.
 */
@NullMarked
package org.callvault.recording.store.s3;

import org.jspecify.annotations.NullMarked;
