package org.callvault.cluster;

/** Whether a node takes media of new calls. */
public enum NodeState {
    SERVING,
    /** It is going away: what it has stays or moves, and nothing new comes. */
    DRAINING
}
