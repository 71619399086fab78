/**
 * Membership and where sessions live: {@link org.callvault.cluster.SessionSharding} finds or makes the entity for a
 * Call-ID on whichever node holds it; {@link org.callvault.cluster.Membership} joins the cluster, alone where nothing
 * else is set.
 */
@NullMarked
package org.callvault.cluster;

import org.jspecify.annotations.NullMarked;
