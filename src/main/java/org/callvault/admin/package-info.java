/**
 * What operators see over HTTP: health, live sessions, recordings with their audio, metrics. Everything is read only in this
 * version, there is no login yet, and the listener stays on loopback unless somebody moves it.
 *
 * <p>Read {@link org.callvault.admin.AdminServer} first: it binds the listener and shows how a request passes the checks
 * in {@code RequestGate} and reaches one of the {@code ...Routes}. What this package needs of the rest it declares as ports:
 * {@link org.callvault.admin.Readiness} and {@link org.callvault.admin.RecordingQueries}.
 */
@NullMarked
package org.callvault.admin;

import org.jspecify.annotations.NullMarked;
