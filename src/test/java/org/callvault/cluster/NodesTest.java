package org.callvault.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.util.HashSet;
import java.util.Set;
import org.callvault.dtls.Fingerprint;
import org.callvault.session.MediaHome;
import org.callvault.session.MediaHost;
import org.callvault.session.SessionCommand;
import org.callvault.session.SessionCommand.MediaNodeLost;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.MediaPlace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final Set<String> members = new HashSet<>(Set.of("a", "b", "c"));
    private final TestProbe<MediaHost.Command> host = KIT.createTestProbe();
    private final TestProbe<OutboundRequest> signalling = KIT.createTestProbe();
    private final TestProbe<SessionCommand> session = KIT.createTestProbe();
    private final Nodes nodes = new Nodes(new MediaHome(place("a"), host.ref()), "east", members::contains);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void mediaGoesToTheNodeThatHasLeastButNotToTheSessionsOwn() {
        hear("a", 1, 0, NodeState.SERVING);
        hear("b", 2, 20, NodeState.SERVING);
        hear("c", 3, 10, NodeState.SERVING);
        assertThat(chosen()).isEqualTo("c");
    }

    @Test
    void callsInBetweenTwoReportsAreSpread() {
        hear("b", 2, 0, NodeState.SERVING);
        hear("c", 3, 1, NodeState.SERVING);
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            taken.add(chosen());
        }
        assertThat(taken).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aNodeThatDrainsOrCannotBeReachedOrIsToBeAvoidedTakesNone() {
        hear("a", 1, 0, NodeState.SERVING);
        hear("b", 2, 0, NodeState.DRAINING);
        hear("c", 3, 50, NodeState.SERVING);
        assertThat(chosen()).isEqualTo("c");
        assertThat(nodes.choose(Set.of("c")).place().node()).isEqualTo("a");
        nodes.unreachable(3);
        assertThat(chosen()).isEqualTo("a");
        nodes.reachable(3);
        assertThat(chosen()).isEqualTo("c");
    }

    @Test
    void mediaGoesToAnotherZoneThanTheSessionsAsLongAsThatOneServes() {
        hear("a", 1, 0, NodeState.SERVING, "east");
        hear("b", 2, 0, NodeState.SERVING, "east");
        hear("c", 3, 50, NodeState.SERVING, "west");
        assertThat(chosen()).isEqualTo("c");
        hear("c", 3, 50, NodeState.DRAINING, "west");
        assertThat(chosen()).isEqualTo("b");
    }

    @Test
    void aZoneOfFewNodesIsNotCrowdedWhileOthersAreIdle() {
        hear("b", 2, 10, NodeState.SERVING, "east");
        hear("c", 3, 500, NodeState.SERVING, "west");
        assertThat(chosen()).isEqualTo("b");
    }

    @Test
    void mediaThatMovesPrefersAZoneThatHasLostNothing() {
        hear("b", 2, 0, NodeState.SERVING, "west");
        hear("c", 3, 0, NodeState.SERVING, "west");
        hear("d", 4, 50, NodeState.SERVING, "south");
        nodes.unreachable(2);
        assertThat(nodes.choose(Set.of("b")).place().node()).isEqualTo("d");
    }

    @Test
    void aNodeThatIsAloneTakesAllItself() {
        assertThat(chosen()).isEqualTo("a");
        assertThat(nodes.choose(Set.of("a")).place().node()).isEqualTo("a");
    }

    @Test
    void aSessionIsToldOnceThatTheNodeOfItsMediaIsLost() {
        hear("b", 2, 0, NodeState.SERVING);
        nodes.watch("b", session.ref());
        nodes.unreachable(2);
        assertThat(session.expectMessageClass(MediaNodeLost.class).node()).isEqualTo("b");
        nodes.removed(2);
        session.expectNoMessage();
    }

    @Test
    void aSessionThatComesTooLateIsToldToo() {
        hear("b", 2, 0, NodeState.SERVING);
        members.remove("b");
        nodes.removed(2);
        nodes.watch("b", session.ref());
        session.expectMessageClass(MediaNodeLost.class);
    }

    @Test
    void aMemberThatHasNotBeenHeardOfYetIsNotGone() {
        assertThat(nodes.find("b")).isEmpty();
        assertThat(nodes.isGone("b")).isFalse();
        nodes.watch("b", session.ref());
        session.expectNoMessage();
        assertThat(nodes.isGone("stranger")).isTrue();
    }

    @Test
    void whatAnEarlierProcessOfThatNameWasIsNotHeldAgainstTheNext() {
        hear("b", 2, 0, NodeState.SERVING);
        hear("b", 22, 0, NodeState.SERVING);
        nodes.watch("b", session.ref());
        nodes.removed(2);
        session.expectNoMessage();
        assertThat(nodes.find("b")).isPresent();
    }

    private String chosen() {
        return nodes.choose(Set.of()).place().node();
    }

    private void hear(String name, long uid, int load, NodeState state) {
        hear(name, uid, load, state, "");
    }

    private void hear(String name, long uid, int load, NodeState state, String zone) {
        nodes.heard(
                new NodeCard(place(name), uid, "192.0.2.1:1", state, load, 0, "1", host.ref(), signalling.ref(), zone));
    }

    private static MediaPlace place(String name) {
        return new MediaPlace(name, "192.0.2.1", Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1}));
    }
}
