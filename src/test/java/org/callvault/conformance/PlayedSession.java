package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.callvault.config.trunk.Trunks;
import org.callvault.media.StreamPorts;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionContext;
import org.callvault.session.state.SessionEvent;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.RecordingEntered;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionLogic;
import org.callvault.session.state.SessionState;
import org.callvault.session.state.Step;

/** A session's logic with nothing around it: events in, effects out. */
final class PlayedSession {
    static final List<StreamPorts> PORTS = List.of(new StreamPorts(0, 20000, 20001), new StreamPorts(1, 20002, 20003));
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final SessionContext CONTEXT = new SessionContext(
            "node1",
            "192.0.2.9",
            true,
            false,
            16,
            Duration.ofMillis(500),
            Duration.ofMinutes(10),
            Duration.ofHours(4),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Trunks.OPEN);

    private final SessionLogic logic = new SessionLogic(CONTEXT, new SecureRandom());
    private SessionState state = new SessionState.Idle();
    private List<Effect> effects = List.of();

    void happens(SessionEvent event) {
        happens(event, NOW);
    }

    void happens(SessionEvent event, Instant now) {
        Step step = logic.on(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    void receives(Requests request, String method) {
        happens(new RequestReceived(request.of(method)));
    }

    /** An INVITE up to its 200; gives the tag. */
    String answers(Requests invite) {
        receives(invite, "INVITE");
        happens(new MediaReady(PORTS));
        happens(new RecordingEntered(true));
        assertThat(response().status()).isEqualTo(200);
        return response().toTag();
    }

    /** The same with its ACK. */
    String records(Requests invite) {
        String tag = answers(invite);
        receives(Requests.request().inDialog(tag), "ACK");
        return tag;
    }

    SessionState state() {
        return state;
    }

    List<Effect> effects() {
        return effects;
    }

    SipResponse response() {
        return only(Effect.Reply.class).response();
    }

    String answer() {
        return new String(response().body(), StandardCharsets.UTF_8);
    }

    <T extends Effect> T only(Class<T> type) {
        List<T> found = all(type);
        assertThat(found).as("%s among %s", type.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    <T extends Effect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
