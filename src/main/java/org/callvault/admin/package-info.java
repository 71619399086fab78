/**
 * What operators see and order over HTTP. There is no login yet, and the listener stays on loopback unless somebody moves it.
 *
 * <p>Read {@link org.callvault.admin.AdminServer} first: it binds the listener and shows how a request passes the checks
 * in {@code RequestGate} and reaches one of the {@code ...Routes}. Those stand in a package for each kind of resource:
 * {@code recordings}, {@code life}, {@code sessions}, {@code node}. What these need of the rest they declare as ports, for example
 * {@link org.callvault.admin.recordings.RecordingQueries} and {@link org.callvault.admin.node.Readiness}.
 */
@NullMarked
package org.callvault.admin;

import org.jspecify.annotations.NullMarked;
