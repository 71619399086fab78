package org.callvault.media.lane;

import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;

/**
 * Where a lane's graph begins: looks at the lane's sockets once per interval, when there is demand and a sweep to fill,
 * and emits what it found as one element. Goes on at once where more is waiting than one sweep holds. Without demand it
 * reads nothing, but still sends reports and answers questions.
 */
final class SweepSource extends GraphStage<SourceShape<Sweep>> {
    private static final String TICK = "tick";

    private final Outlet<Sweep> out = Outlet.create("SweepSource.out");
    private final Lane lane;
    private final SweepPool pool;
    private final Duration interval;
    private final MediaMeters meters;

    SweepSource(Lane lane, SweepPool pool, Duration interval, MediaMeters meters) {
        this.lane = lane;
        this.pool = pool;
        this.interval = interval;
        this.meters = meters;
    }

    @Override
    public SourceShape<Sweep> shape() {
        return SourceShape.of(out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Sweeping();
    }

    private final class Sweeping extends TimerGraphStageLogic {
        private boolean due;

        Sweeping() {
            super(shape());
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    sweepIfDue();
                }
            });
        }

        @Override
        public void preStart() {
            scheduleWithFixedDelay(TICK, Duration.ZERO, interval);
        }

        @Override
        public void onTimer(Object timer) {
            due = true;
            lane.report();
            sweepIfDue();
            lane.answerQuestions();
            if (lane.isFinished()) {
                complete(out);
            }
        }

        private void sweepIfDue() {
            Sweep sweep = due && isAvailable(out) ? pool.take() : null;
            if (sweep == null) {
                return;
            }
            long start = System.nanoTime();
            boolean done = lane.fill(sweep);
            meters.swept(System.nanoTime() - start);
            due = !done;
            if (sweep.isEmpty()) {
                pool.giveBack(sweep);
            } else {
                push(out, sweep);
            }
        }
    }
}
