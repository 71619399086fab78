/**
 * Several nodes as one recorder. {@link org.callvault.cluster.SessionSharding}, to read first, finds or makes the session of a
 * Call-ID on whichever node has it; {@link org.callvault.cluster.Nodes} knows the nodes and places media; {@link
 * org.callvault.cluster.LiveSessionTable} keeps sessions for the node that goes on with them. A node that is alone joins itself.
 */
@NullMarked
package org.callvault.cluster;

import org.jspecify.annotations.NullMarked;
