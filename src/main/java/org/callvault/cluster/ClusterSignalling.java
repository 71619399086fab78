package org.callvault.cluster;

import java.util.Optional;
import org.callvault.session.Signalling;
import org.callvault.session.signal.OutboundRequest;

/** Requests of sessions go out at the node that the SRC last spoke to: it may hold the only connection there is. */
public final class ClusterSignalling implements Signalling {
    private final Signalling here;
    private final Nodes nodes;
    private final String own;

    /**
     * @param here sends over the connections of this node
     * @param own its name
     */
    public ClusterSignalling(Signalling here, Nodes nodes, String own) {
        this.here = here;
        this.nodes = nodes;
        this.own = own;
    }

    @Override
    public void send(OutboundRequest request) {
        String node = request.lastPeer().node();
        Optional<NodeCard> elsewhere = node.equals(own) ? Optional.empty() : nodes.card(node);
        elsewhere.ifPresentOrElse(card -> card.signalling().tell(request), () -> here.send(request));
    }
}
