/**
 * How a node is, over HTTP: health, alarms, metrics, and the other nodes that it reaches. Read {@code HealthRoutes} first; what it
 * asks of the rest is the port {@code Readiness}.
 */
@NullMarked
package org.callvault.admin.node;

import org.jspecify.annotations.NullMarked;
