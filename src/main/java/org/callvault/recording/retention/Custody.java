package org.callvault.recording.retention;

import java.io.IOException;
import org.callvault.alarm.Alarms;
import org.callvault.config.retention.Retention;
import org.callvault.security.audit.AuditTrail;

/**
 * The life cycle of a node's kept recordings, with who looks after them.
 *
 * @param orders what people may do
 * @param clock what a person confirms when it is doubted
 */
public record Custody(LifeCycle orders, ClockMark clock, Custodian custodian, AuditTrail audit)
        implements AutoCloseable {
    /** Puts it together and begins to look after recordings. */
    public static Custody open(Remover.Parts parts, Retention settings, Alarms alarms) {
        ClockMark clock = new ClockMark(parts.catalog(), parts.clock(), settings.maxClockJump(), alarms);
        Custodian custodian = new Custodian(parts, settings, clock, alarms);
        LifeCycle orders = new LifeCycle(
                parts.catalog(), parts.audit(), parts.clock(), settings.releaseNeedsSecond(), custodian::wake);
        custodian.start();
        return new Custody(orders, clock, custodian, parts.audit());
    }

    /** A person says that it is as late as the clock says. */
    public void confirmClock(Order order) throws IOException {
        clock.confirm(order, audit);
        custodian.lookAgain();
    }

    @Override
    public void close() {
        custodian.close();
    }
}
