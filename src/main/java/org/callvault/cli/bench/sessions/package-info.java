/**
 * A cluster that carries sessions without media: three nodes in one process, with the session actors, sharding, placement and rows that
 * a node has, and stand-ins for what lies around them. {@link org.callvault.cli.bench.sessions.SessionsRound} tells its course.
 */
@NullMarked
package org.callvault.cli.bench.sessions;

import org.jspecify.annotations.NullMarked;
