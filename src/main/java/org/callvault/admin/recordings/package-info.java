/**
 * Recordings over HTTP: lists, searches, single ones with their files, and those that are not kept yet. Read {@code RecordingRoutes}
 * first; what it asks of catalog and store is the port {@code RecordingQueries}.
 */
@NullMarked
package org.callvault.admin.recordings;

import org.jspecify.annotations.NullMarked;
