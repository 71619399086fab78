package org.callvault.session;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import java.util.Set;

/** One node, which is always there. */
record OneHome(MediaHome home) implements MediaHomes {
    @Override
    public MediaHome choose(Set<String> avoided) {
        return home;
    }

    @Override
    public Optional<MediaHome> find(String node) {
        return Optional.of(home).filter(found -> found.place().node().equals(node));
    }

    @Override
    public boolean isGone(String node) {
        return find(node).isEmpty();
    }

    @Override
    public void watch(String node, ActorRef<SessionCommand> session) {}

    @Override
    public void forget(ActorRef<SessionCommand> session) {}
}
