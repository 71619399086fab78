package org.callvault.sdp.answer;

import java.util.Map;
import org.callvault.sdp.MediaDescription;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.sdp.crypto.CryptoChoice;
import org.callvault.srtp.SrtpKeyParams;

/**
 * Offer and answer from the recorder's side (RFC 3264, RFC 7866 sections 7.2 and 8.3). {@link #plan} decides what is
 * accepted; once the caller has ports and keys, {@link #write} turns the plan into the answer.
 *
 * <p>Every workable codec is answered, telephone-event and comfort noise included: some clients hang up when an answer holds
 * fewer. Workable is any audio encoding that is known by name, because nothing is decoded while the call lives.
 */
public final class OfferAnswer {
    private OfferAnswer() {}

    /** Decides each m-line by itself: one that is refused never takes the others along. */
    public static AnswerPlan plan(SessionDescription offer, AnswerPolicy policy) {
        return new Planner(policy).plan(offer);
    }

    /**
     * The plan after the SRC answered an offer of ours that was made from it: its keys, its addresses and, where we left that
     * to it, its directions. What it refuses or leaves out stays as it was, because what it sends is kept in any case.
     *
     * @param directed whether the answer's directions are what the SRC wants, and not an echo of ours
     */
    public static AnswerPlan taken(AnswerPlan plan, SessionDescription answer, boolean directed) {
        return new AnswerPlan(plan.media().stream()
                .map(media -> media instanceof Accepted accepted ? taken(accepted, answer, directed) : media)
                .toList());
    }

    private static MediaPlan taken(Accepted accepted, SessionDescription answer, boolean directed) {
        int index = accepted.offered().index();
        if (index >= answer.media().size() || answer.media().get(index).port() == 0) {
            return accepted;
        }
        MediaDescription media = answer.media().get(index);
        SrtpKeyParams before = accepted.remoteKeys();
        SrtpKeyParams keys = before == null
                ? null
                : CryptoChoice.first(media)
                        .map(CryptoAttribute::keys)
                        .filter(found -> found.suite() == before.suite())
                        .orElse(before);
        return accepted.taken(media, keys, directed);
    }

    /**
     * The answer: every m-line of the offer in its order, refused ones with port 0.
     *
     * @param localByIndex our end of the accepted m-lines, by index of the m-line; an accepted one that has none is answered
     *     with port 0
     * @throws IllegalArgumentException if an SRTP stream has no key of ours, one of another suite, or one that stands in the
     *     offer or in another m-line already (RFC 4568, section 7.1.2)
     */
    public static String write(AnswerPlan plan, AnswerIdentity identity, Map<Integer, LocalMedia> localByIndex) {
        KeyUniqueness.check(plan, localByIndex);
        StringBuilder answer = new StringBuilder(identity.sessionLevel());
        for (MediaPlan media : plan.media()) {
            LocalMedia local = localByIndex.get(media.offered().index());
            if (media instanceof Accepted accepted && local != null) {
                AnswerMedia.writeAccepted(answer, accepted, local);
            } else {
                AnswerMedia.writeRefused(answer, media.offered());
            }
        }
        return answer.toString();
    }
}
