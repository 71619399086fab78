package org.callvault.session.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.dialog.SessionTimer;

/**
 * An accepted call.
 *
 * @param profile how strictly its SRC is held to the rules
 * @param takesUpdate whether the SRC may be sent UPDATE (RFC 3311)
 * @param timer present where session timers are used
 * @param own the request of ours that is open
 * @param toldPaused what the SRC knows of a pause of ours
 * @param toldPlace whether the SRC knows where its media is received now
 * @param keyAge of the SRC's keys
 * @param lastSign when the SRC was last known to live, by signalling or by media
 */
record Call(
        Dialog dialog,
        TrunkProfile profile,
        boolean takesUpdate,
        NegotiatedMedia media,
        Optional<SessionTimer> timer,
        RecordingDescription description,
        Optional<OwnRequest> own,
        boolean toldPaused,
        boolean toldPlace,
        KeyAge keyAge,
        Instant lastSign) {
    /** A call that begins. */
    static Call beginning(
            Dialog dialog,
            TrunkProfile profile,
            boolean takesUpdate,
            NegotiatedMedia media,
            Optional<SessionTimer> timer,
            RecordingDescription description,
            Instant now) {
        return new Call(
                dialog,
                profile,
                takesUpdate,
                media,
                timer,
                description,
                Optional.empty(),
                false,
                true,
                KeyAge.beginning(now),
                now);
    }

    Call withDialog(Dialog newDialog) {
        return new Call(
                newDialog,
                profile,
                takesUpdate,
                media,
                timer,
                description,
                own,
                toldPaused,
                toldPlace,
                keyAge,
                lastSign);
    }

    Call withMedia(NegotiatedMedia newMedia) {
        return new Call(
                dialog,
                profile,
                takesUpdate,
                newMedia,
                timer,
                description,
                own,
                toldPaused,
                toldPlace,
                keyAge,
                lastSign);
    }

    /** Ports are bound, at another node perhaps, whose spool has the recording then. */
    Call receivedAt(Optional<MediaPlace> place, List<StreamPorts> ports) {
        Call there = place.map(
                        chosen -> withMedia(media.placedAt(chosen)).withDescription(description.at(chosen.node())))
                .orElse(this);
        return there.withMedia(there.media.withPorts(ports));
    }

    Call withDescription(RecordingDescription newDescription) {
        return new Call(
                dialog,
                profile,
                takesUpdate,
                media,
                timer,
                newDescription,
                own,
                toldPaused,
                toldPlace,
                keyAge,
                lastSign);
    }

    Call withOwn(Optional<OwnRequest> newOwn) {
        return new Call(
                dialog,
                profile,
                takesUpdate,
                media,
                timer,
                description,
                newOwn,
                toldPaused,
                toldPlace,
                keyAge,
                lastSign);
    }

    Call withToldPaused(boolean told) {
        return new Call(
                dialog, profile, takesUpdate, media, timer, description, own, told, toldPlace, keyAge, lastSign);
    }

    Call withToldPlace(boolean told) {
        return new Call(
                dialog, profile, takesUpdate, media, timer, description, own, toldPaused, told, keyAge, lastSign);
    }

    Call withKeyAge(KeyAge age) {
        return new Call(
                dialog, profile, takesUpdate, media, timer, description, own, toldPaused, toldPlace, age, lastSign);
    }

    /** After offer and answer: the age of the SRC's keys begins when none of the old ones is left. */
    Call agreed(NegotiatedMedia newMedia, Instant now) {
        Call changed = withMedia(newMedia);
        return newMedia.keepsKeyOf(media) ? changed : changed.withKeyAge(keyAge.renewed(now));
    }

    /** Takes note of a sign of life at that time. */
    Call aliveAt(Instant sign) {
        return sign.isAfter(lastSign)
                ? new Call(
                        dialog,
                        profile,
                        takesUpdate,
                        media,
                        timer,
                        description,
                        own,
                        toldPaused,
                        toldPlace,
                        keyAge,
                        sign)
                : this;
    }

    /** After a request that refreshes the session, of either side. */
    Call refreshed(Optional<SessionTimer> asked, Instant now) {
        Optional<SessionTimer> next = asked.isPresent() ? asked : timer.map(old -> old.refreshedAt(now));
        return new Call(
                dialog, profile, takesUpdate, media, next, description, own, toldPaused, toldPlace, keyAge, now);
    }
}
