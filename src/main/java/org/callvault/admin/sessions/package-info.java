/**
 * Live calls over HTTP: which there are, and pausing their recording. Read {@code SessionRoutes} first; its ports are
 * {@code SessionQueries} and {@code SessionControl}.
 */
@NullMarked
package org.callvault.admin.sessions;

import org.jspecify.annotations.NullMarked;
