package org.callvault.alarm;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.callvault.alarm.Alarm.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarms of a node. Each change is logged once, however often it is told. For any thread. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final InstantSource clock;
    private final Map<String, Alarm> raised = new TreeMap<>();

    public Alarms(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        for (Severity severity : Severity.values()) {
            Gauge.builder("callvault.alarms", () -> count(severity))
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    /** Raises an alarm, or brings one that is raised up to date. */
    public synchronized void raise(String name, Severity severity, String detail) {
        Alarm before = raised.get(name);
        if (before != null && before.severity() == severity) {
            raised.put(name, new Alarm(name, severity, before.since(), detail));
        } else {
            raised.put(name, new Alarm(name, severity, clock.instant(), detail));
            (severity == Severity.CRITICAL ? LOG.atError() : LOG.atWarn())
                    .addKeyValue("alarm", name)
                    .log("alarm: {}", detail);
        }
    }

    /** Does nothing where it is not raised. */
    public synchronized void clear(String name) {
        if (raised.remove(name) != null) {
            LOG.atInfo().addKeyValue("alarm", name).log("the alarm is over");
        }
    }

    /** By name. */
    public synchronized List<Alarm> current() {
        return List.copyOf(raised.values());
    }

    private synchronized long count(Severity severity) {
        return raised.values().stream()
                .filter(alarm -> alarm.severity() == severity)
                .count();
    }
}
