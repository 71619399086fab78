package org.callvault.sdp.answer;

import java.util.List;

/**
 * What is to be answered to an offer.
 *
 * @param media one plan for each m-line offered, in order (RFC 3264, section 6)
 */
public record AnswerPlan(List<MediaPlan> media) {
    public AnswerPlan {
        media = List.copyOf(media);
    }

    /** False asks for a 488: no stream would be left. */
    public boolean anyAccepted() {
        return media.stream().anyMatch(Accepted.class::isInstance);
    }

    public List<Accepted> accepted() {
        return media.stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
    }

    /** The same with every accepted stream inactive, or none. */
    public AnswerPlan withInactive(boolean inactive) {
        return new AnswerPlan(media.stream()
                .map(plan -> plan instanceof Accepted accepted ? accepted.withInactive(inactive) : plan)
                .toList());
    }

    public List<Refused> refused() {
        return media.stream()
                .filter(Refused.class::isInstance)
                .map(Refused.class::cast)
                .toList();
    }
}
