package org.callvault;

import java.util.List;
import java.util.Optional;
import org.callvault.admin.node.Readiness;
import org.callvault.admin.node.ReadinessReport;
import org.callvault.admin.node.ReadinessReport.Check;

/** Whether this node takes calls, check by check. */
final class NodeReadiness implements Readiness {
    private final NodeAdmission admission;
    private final NodeRecordings recordings;
    private final NodeDisks disks;

    NodeReadiness(NodeAdmission admission, NodeRecordings recordings, NodeDisks disks) {
        this.admission = admission;
        this.recordings = recordings;
        this.disks = disks;
    }

    @Override
    public ReadinessReport report() {
        Check calls = admission
                .full()
                .map(refusal -> new Check("calls", false, refusal.reason()))
                .orElseGet(() -> new Check("calls", true, "taking calls"));
        boolean catalog = recordings.catalogAnswers();
        Optional<String> store = recordings.storeAway();
        return new ReadinessReport(
                calls.ok(),
                List.of(
                        calls,
                        new Check("catalog", catalog, catalog ? "answers" : "away: calls go on, finishing waits"),
                        new Check("store", store.isEmpty(), store.orElse("takes recordings")),
                        disks.shortage()
                                .map(told -> new Check("disk", false, told))
                                .orElseGet(() -> new Check("disk", true, "has room"))));
    }
}
