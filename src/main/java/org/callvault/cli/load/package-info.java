/**
 * Many test calls at a time: they are set up at a chosen rate, kept up, counted, and held against what the recorder says
 * it received. Read {@link org.callvault.cli.load.LoadRun} first. Signalling is a virtual thread for each call; media is
 * sent by a thread for each core.
 */
@NullMarked
package org.callvault.cli.load;

import org.jspecify.annotations.NullMarked;
