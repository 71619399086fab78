package org.callvault.session.state;

import java.time.Instant;
import java.util.Optional;
import org.callvault.recording.RecordingDescription;

/**
 * An accepted call.
 *
 * @param timer present where the SRC agreed to refresh
 * @param lastSign when the SRC was last known to live, by signalling or by media
 */
record Call(
        Dialog dialog,
        NegotiatedMedia media,
        Optional<SessionTimer> timer,
        RecordingDescription description,
        Instant lastSign) {
    Call withDialog(Dialog newDialog) {
        return new Call(newDialog, media, timer, description, lastSign);
    }

    Call withMedia(NegotiatedMedia newMedia) {
        return new Call(dialog, newMedia, timer, description, lastSign);
    }

    Call withDescription(RecordingDescription newDescription) {
        return new Call(dialog, media, timer, newDescription, lastSign);
    }

    /** Takes note of a sign of life at that time. */
    Call aliveAt(Instant sign) {
        return sign.isAfter(lastSign) ? new Call(dialog, media, timer, description, sign) : this;
    }

    /** After a request of the SRC that refreshes the session. */
    Call refreshed(Optional<SessionTimer> asked, Instant now) {
        Optional<SessionTimer> next = asked.isPresent() ? asked : timer.map(old -> old.refreshedAt(now));
        return new Call(dialog, media, next, description, now);
    }
}
