package org.callvault.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.callvault.config.Settings.TimeStamping;

/** Reads who is asked for time stamps. */
final class TimeStampingReader {
    private static final String URL = "recording.time-stamp.url";
    private static final String POLICY = "recording.time-stamp.policy";
    private static final String CERTIFICATES = "recording.time-stamp.certificates";
    private static final Pattern OBJECT_IDENTIFIER = Pattern.compile("[0-2](\\.(0|[1-9][0-9]{0,17})){1,30}");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final SettingValues values;
    private final List<String> problems;

    TimeStampingReader(SettingValues values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    TimeStamping read() {
        Optional<URI> url = url();
        List<Path> certificates = values.files(CERTIFICATES);
        if (url.isPresent() && certificates.isEmpty()) {
            problems.add(values.shown(URL) + " needs somebody to be trusted: name the PEM files of the authority's"
                    + " certificates in " + EnvironmentNames.nameOf("callvault." + CERTIFICATES));
        }
        return new TimeStamping(url, policy(), certificates, answerWithin());
    }

    private Optional<URI> url() {
        String text = values.text(URL).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text);
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        problems.add(EnvironmentNames.nameOf("callvault." + URL)
                + " must be an address that begins with http:// or https://, without a password in it, for example"
                + " http://tsa.example.com/tsr");
        return Optional.empty();
    }

    private Optional<String> policy() {
        String text = values.text(POLICY).strip();
        if (!text.isEmpty() && !OBJECT_IDENTIFIER.matcher(text).matches()) {
            problems.add(values.shown(POLICY) + " must be an object identifier, for example 1.2.3.4.1, or empty");
            return Optional.empty();
        }
        return Optional.of(text).filter(policy -> !policy.isEmpty());
    }

    private Duration answerWithin() {
        Duration value = values.duration("recording.time-stamp.answer-within");
        if (value.toMillis() < 100 || value.compareTo(LONGEST) > 0) {
            problems.add(values.shown("recording.time-stamp.answer-within")
                    + " must be between 100 milliseconds and 5 minutes");
        }
        return value;
    }
}
