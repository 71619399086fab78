package org.callvault.admin.node;

import java.util.List;

/** The nodes that this one can reach, itself among them, by name. */
public interface NodeQueries {
    List<NodeView> all();
}
