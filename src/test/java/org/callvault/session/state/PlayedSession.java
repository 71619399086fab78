package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.config.trunk.Trunks;
import org.callvault.dtls.Fingerprint;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.RecordingEntered;
import org.callvault.session.state.SessionEvent.RequestReceived;

/** A session's logic with nothing around it: events in, effects out. */
public final class PlayedSession {
    public static final List<StreamPorts> PORTS =
            List.of(new StreamPorts(0, 20000, 20001), new StreamPorts(1, 20002, 20003));
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final SessionLogic logic;
    private SessionState state = new SessionState.Idle();
    private List<Effect> effects = List.of();
    private Instant now = NOW;
    private String tag = "";
    private String lastAnswer = "";

    /** One that takes calls of everybody. */
    public PlayedSession() {
        this(Trunks.OPEN);
    }

    public PlayedSession(Trunks trunks) {
        SessionContext context = new SessionContext(
                "node1",
                "192.0.2.9",
                true,
                false,
                Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1}),
                16,
                Duration.ofMillis(500),
                Duration.ofMinutes(10),
                Duration.ofHours(4),
                Duration.ofSeconds(10),
                Duration.ofHours(24),
                Duration.ofSeconds(2),
                trunks);
        this.logic = new SessionLogic(context, new SecureRandom());
    }

    /** What happens from now on happens so much later. */
    public void passes(Duration time) {
        now = now.plus(time);
    }

    public Instant now() {
        return now;
    }

    public void happens(SessionEvent event) {
        Step step = logic.on(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    /** Another node goes on with a session. */
    void resumes(LiveSnapshot snapshot, Optional<List<StreamPlan>> living) {
        Step step = logic.resume(snapshot, living, now);
        state = step.next();
        effects = step.effects();
    }

    public void receives(Requests request, String method) {
        happens(new RequestReceived(request.of(method)));
    }

    /** An INVITE up to its 200; gives the tag. */
    public String answers(Requests invite) {
        receives(invite, "INVITE");
        happens(new MediaReady(PORTS));
        happens(new RecordingEntered(true));
        assertThat(response().status()).isEqualTo(200);
        lastAnswer = answer();
        tag = response().toTag();
        return tag;
    }

    /** The same with its ACK. */
    public String records(Requests invite) {
        String tag = answers(invite);
        receives(Requests.request().inDialog(tag), "ACK");
        return tag;
    }

    /** Of the latest call's INVITE. */
    public String lastAnswer() {
        return lastAnswer;
    }

    /** Ours, of the latest call. */
    public String tag() {
        return tag;
    }

    public SessionState state() {
        return state;
    }

    public List<Effect> effects() {
        return effects;
    }

    public SipResponse response() {
        return only(Effect.Reply.class).response();
    }

    public String answer() {
        return new String(response().body(), StandardCharsets.UTF_8);
    }

    /** The header values of the answer that was just given. */
    public String replied() {
        return response().headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .collect(Collectors.joining("\n"));
    }

    public <T extends Effect> T only(Class<T> type) {
        List<T> found = all(type);
        assertThat(found).as("%s among %s", type.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    public <T extends Effect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
