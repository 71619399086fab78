package org.callvault.session;

import akka.actor.typed.ActorRef;
import org.callvault.session.state.MediaPlace;

/** A node where a call's media can be. */
public record MediaHome(MediaPlace place, ActorRef<MediaHost.Command> host) {}
