/**
 * Commands about the life of kept recordings, which talk to a node's API. Read {@link org.callvault.cli.life.NodeApi} first.
 */
@NullMarked
package org.callvault.cli.life;

import org.jspecify.annotations.NullMarked;
