package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.request;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.callvault.config.trunk.Trunks;
import org.callvault.media.StreamPorts;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.RecordingEntered;
import org.callvault.session.state.SessionEvent.RequestReceived;

/** One session as its SRC meets it: events go in, the latest effects are kept. */
final class Conversation {
    static final List<StreamPorts> PORTS = List.of(new StreamPorts(0, 20000, 20001), new StreamPorts(1, 20002, 20003));

    private final SessionLogic logic;
    private SessionState state = new SessionState.Idle();
    private List<Effect> effects = List.of();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private String tag = "";

    Conversation(Trunks trunks) {
        SessionContext context = new SessionContext(
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
                trunks);
        this.logic = new SessionLogic(context, new SecureRandom());
    }

    static SessionEvent received(SipRequest request) {
        return new RequestReceived(request);
    }

    void happens(SessionEvent event) {
        now = now.plusSeconds(1);
        Step step = logic.on(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    /** An INVITE up to its 200; gives back our tag. */
    String established(Requests invite) {
        happens(received(invite.invite()));
        happens(new MediaReady(PORTS));
        happens(new RecordingEntered(true));
        tag = only(Effect.Reply.class).response().toTag();
        return tag;
    }

    /** The same with its ACK. */
    String acknowledged(Requests invite) {
        established(invite);
        happens(received(request().inDialog(tag).of("ACK")));
        return tag;
    }

    SessionState state() {
        return state;
    }

    String tag() {
        return tag;
    }

    List<Effect> effects() {
        return effects;
    }

    <T extends Effect> T only(Class<T> type) {
        List<T> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as("%s among %s", type.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    /** The header values of the answer that was just given. */
    String replied() {
        SipResponse response = only(Effect.Reply.class).response();
        return response.headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .collect(Collectors.joining("\n"));
    }
}
