/**
 * The brain of a recording session without any machinery: a state and an event give a {@link
 * org.callvault.session.state.Step}, the next state and the effects that the actor around it carries out. No clock,
 * no randomness, no threads. Read {@link org.callvault.session.state.SessionLogic} first: all that moves a session from
 * one state to another is there.
 */
@NullMarked
package org.callvault.session.state;

import org.jspecify.annotations.NullMarked;
