/**
 * Orders about kept recordings over HTTP: holds, retention, erasures and approvals. Read {@code LifeCycleRoutes} first; the orders
 * themselves are those of {@code recording.retention}.
 */
@NullMarked
package org.callvault.admin.life;

import org.jspecify.annotations.NullMarked;
