package org.callvault.cli.doctor;

import java.util.List;
import org.callvault.config.Settings;
import org.callvault.recording.timestamp.TimeStampAuthority;
import org.callvault.recording.timestamp.TimeStampFailed;
import org.callvault.security.PemProblem;

/** Asks the authority for a time stamp, as the node would. */
final class TimeStampExamination {
    private static final String CHECK = "time stamps";
    private static final byte[] TRIAL = {};

    private TimeStampExamination() {}

    /** Nothing where none are wanted. */
    static List<Finding> of(Settings settings) {
        if (settings.timeStamping().url().isEmpty()) {
            return List.of();
        }
        try (TimeStampAuthority authority = TimeStampAuthority.of(settings.timeStamping())) {
            byte[] answer = authority.stamp(TRIAL);
            return List.of(Finding.ok(CHECK, authority.url() + " gives them, of " + answer.length + " bytes"));
        } catch (TimeStampFailed failed) {
            return List.of(Finding.warn(
                    CHECK,
                    settings.timeStamping().url().get() + " gives none: " + failed.getMessage(),
                    "Recordings are finished all the same, and asked for again; see CALLVAULT_TSA_URL,"
                            + " CALLVAULT_TSA_POLICY and CALLVAULT_TSA_CA_PATH"));
        } catch (PemProblem unusable) {
            return List.of(Finding.fail(CHECK, unusable.wrong(), unusable.fix()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
