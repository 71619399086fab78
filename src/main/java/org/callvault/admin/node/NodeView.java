package org.callvault.admin.node;

/**
 * A node as operators see it.
 *
 * @param address "host:port" between nodes; empty of a node that is alone
 * @param state serving or draining
 * @param streams that it receives
 * @param sessions that it runs
 * @param zone what fails at once with it; empty where nobody says
 * @param self whether it is the one that answers
 */
public record NodeView(
        String name,
        String address,
        String state,
        int streams,
        int sessions,
        String software,
        String zone,
        boolean self) {}
