package org.callvault.admin.life;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.readsLater;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.Problem;
import org.callvault.admin.http.ReadRoutes;
import org.callvault.admin.recordings.CriterionQuery;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.retention.Custody;
import org.callvault.recording.retention.LifeCycle;
import org.callvault.recording.retention.Outcome;
import org.callvault.recording.retention.RetentionTimes;
import org.callvault.recording.retention.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of kept recordings: holds, retention, erasures, and the second person's word on them. What is asked comes as JSON,
 * or in the query of a DELETE; {@link LifeCycleQuery} reads both.
 */
public final class LifeCycleRoutes implements ReadRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LifeCycleRoutes.class);
    private static final PathMatcher0 API = segment("api").slash("v1");
    private static final PathMatcher0 RECORDINGS = API.slash("recordings");

    private final Custody kept;
    private final Executor blocking;

    public LifeCycleRoutes(Custody kept, Executor blocking) {
        this.kept = kept;
        this.blocking = blocking;
    }

    /** An order, which may wait for the disk and the database. */
    @FunctionalInterface
    private interface Work {
        HttpResponse run() throws IOException;
    }

    private LifeCycle orders() {
        return kept.orders();
    }

    @Override
    public Route routes() {
        return ofOneRecording().orElse(holds()).orElse(erasuresAndApprovals());
    }

    private Route ofOneRecording() {
        return path(RECORDINGS.slash(segment()).slash("holds"), id -> readsLater(() -> later(() -> holdsOn(id)))
                        .orElse(post(() -> takes(request -> {
                            LifeCycleQuery asked = LifeCycleQuery.body(request);
                            return answer(orders().hold(new Target.One(id(id)), asked.label(), asked.order()));
                        }))))
                .orElse(path(
                        RECORDINGS.slash(segment()).slash("holds").slash(segment()),
                        (id, label) -> delete(() -> takes(request -> answer(orders().release(
                                        Optional.of(id(id)),
                                        label,
                                        LifeCycleQuery.query(request).order()))))))
                .orElse(path(RECORDINGS.slash(segment()).slash("retention"), id -> readsLater(
                                () -> later(() -> retentionOf(id)))
                        .orElse(put(() -> takes(request -> {
                            LifeCycleQuery asked = LifeCycleQuery.body(request);
                            return answer(orders().retain(id(id), asked.until(), asked.order()));
                        })))));
    }

    private Route holds() {
        return path(
                        API.slash("holds"),
                        () -> post(() -> takes(request -> {
                            LifeCycleQuery asked = LifeCycleQuery.body(request);
                            List<Criterion> criteria = asked.search().entrySet().stream()
                                    .map(each -> CriterionQuery.of(each.getKey(), each.getValue()))
                                    .toList();
                            return answer(orders().hold(
                                            new Target.Found(CriterionQuery.together(criteria)),
                                            asked.label(),
                                            asked.order()));
                        })))
                .orElse(path(
                        API.slash("holds").slash(segment()),
                        label -> delete(() -> takes(request -> answer(orders().release(
                                        Optional.empty(),
                                        label,
                                        LifeCycleQuery.query(request).order()))))));
    }

    private Route erasuresAndApprovals() {
        return path(
                        API.slash("erasures"),
                        () -> post(() -> takes(request -> {
                            LifeCycleQuery asked = LifeCycleQuery.body(request);
                            return answer(orders().erase(asked.whom(), asked.order()));
                        })))
                .orElse(path(
                        API.slash("approvals"),
                        () -> readsLater(() -> later(() -> Json.ok(Map.of("items", orders().waiting()))))))
                .orElse(path(API.slash("approvals").slash(segment()), id -> readsLater(
                                () -> later(() -> orders().approval(id)
                                        .map(Json::ok)
                                        .orElseGet(() -> Problem.response(
                                                StatusCodes.NOT_FOUND, "there is no approval with that id"))))
                        .orElse(post(() -> takes(request -> {
                            LifeCycleQuery asked = LifeCycleQuery.body(request);
                            return answer(orders().decide(id, asked.agreed(), asked.order()));
                        })))))
                .orElse(path(
                        API.slash("retention").slash("clock"),
                        () -> post(() -> takes(request -> {
                            kept.confirmClock(LifeCycleQuery.body(request).order());
                            return Json.ok(Map.of("confirmed", true));
                        }))));
    }

    private HttpResponse holdsOn(String id) {
        return Json.ok(Map.of("items", orders().holds(id(id))));
    }

    private HttpResponse retentionOf(String id) {
        return orders().retention(id(id))
                .map(retain -> Json.ok(Map.of("until", RetentionTimes.shown(retain.until()), "rule", retain.rule())))
                .orElseGet(() -> Problem.response(StatusCodes.NOT_FOUND, "there is no kept recording with that id"));
    }

    private static HttpResponse answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> Json.ok(done);
            case Outcome.Approving approving -> Json.response(StatusCodes.ACCEPTED, approving);
            case Outcome.Refused refused ->
                Problem.response(
                        switch (refused.why()) {
                            case UNKNOWN -> StatusCodes.NOT_FOUND;
                            case CONFLICT -> StatusCodes.CONFLICT;
                            case SAME_PERSON -> StatusCodes.FORBIDDEN;
                            case TOO_MANY -> StatusCodes.BAD_REQUEST;
                        },
                        refused.detail());
        };
    }

    private static RecordingId id(String text) {
        try {
            return new RecordingId(text);
        } catch (IllegalArgumentException e) {
            throw new LifeCycleQuery.Unusable("a recording is named by its id, a UUID in lower case", e);
        }
    }

    /** With what a request says. */
    @FunctionalInterface
    private interface Asked {
        HttpResponse answer(HttpRequest request) throws IOException;
    }

    private Route takes(Asked asked) {
        return extractRequest(request -> completeWithFuture(later(() -> asked.answer(request))));
    }

    private CompletionStage<HttpResponse> later(Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (LifeCycleQuery.Unusable | CriterionQuery.Unusable e) {
                        return Problem.response(StatusCodes.BAD_REQUEST, String.valueOf(e.getMessage()));
                    } catch (IOException e) {
                        LOG.atError().setCause(e).log("an order about recordings could not be audited");
                        return Problem.response(
                                StatusCodes.SERVICE_UNAVAILABLE,
                                "the audit cannot be written now, and without it nothing is done; try again");
                    }
                },
                blocking);
    }
}
