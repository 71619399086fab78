package org.callvault.recording.export;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.evidence.Evidence;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.jspecify.annotations.Nullable;

/** A recording in words and pictures, for people: one page that needs nothing beside it. */
final class Report {
    private static final int MOST_ROWS = 500;

    private final Manifest manifest;
    private final Evidence evidence;
    private final List<Finding> findings;
    private final Map<String, String> sums;
    private final Optional<Waveform> waveform;
    private final Readme readme;
    private final Instant now;
    private final StringBuilder page = new StringBuilder();

    Report(
            Manifest manifest,
            Evidence evidence,
            List<Finding> findings,
            Map<String, String> sums,
            Optional<Waveform> waveform,
            Readme readme,
            Instant now) {
        this.manifest = manifest;
        this.evidence = evidence;
        this.findings = List.copyOf(findings);
        this.sums = Map.copyOf(sums);
        this.waveform = waveform;
        this.readme = readme;
        this.now = now;
    }

    String page() {
        page.append(PageStyle.head("Recording " + manifest.recording()));
        header();
        page.append(WaveformPicture.of(manifest, waveform));
        facts();
        participants();
        interruptions();
        events();
        verification();
        files();
        commands();
        page.append("<footer>Written ")
                .append(second(now))
                .append(" from manifest.json. This page helps to read; what counts is the signed manifest.</footer>")
                .append(PageStyle.TAIL);
        return page.toString();
    }

    private void header() {
        Finding.Verdict verdict = Finding.worst(findings);
        String words =
                switch (verdict) {
                    case GREEN -> "Verified: as it was kept, and whom you trust vouches for it";
                    case AMBER -> "Nothing is wrong, and not all is proven";
                    case RED -> "This recording is not what it should be";
                };
        page.append("<header><h1>Recorded call of ")
                .append(second(manifest.startedAt()))
                .append("</h1><p class=\"lead code\">")
                .append(Html.text(manifest.recording()))
                .append("</p><p class=\"verdict ")
                .append(colour(verdict))
                .append("\">")
                .append(words)
                .append("</p></header>\n");
    }

    private static String colour(Finding.Verdict verdict) {
        return switch (verdict) {
            case GREEN -> "green";
            case AMBER -> "amber";
            case RED -> "red";
        };
    }

    static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", " UTC");
    }

    private void facts() {
        page.append("<section><h2>The call</h2><dl>");
        fact("Start", second(manifest.startedAt()));
        fact("End", second(manifest.endedAt()) + ", " + manifest.endReason());
        fact("Duration", WaveformPicture.clock(Duration.between(manifest.startedAt(), manifest.endedAt())));
        fact(
                "State",
                manifest.state() + (manifest.flags().isEmpty() ? "" : ", " + String.join(", ", manifest.flags())));
        fact(
                "Received from",
                manifest.peer() + (manifest.encrypted() ? ", encrypted (SRTP)" : ", not encrypted (RTP)"));
        fact("Trunk", manifest.trunk());
        fact("Recorded by", manifest.node());
        fact("Call-ID", manifest.callId());
        manifest.metadata().identifiers().forEach(each -> fact(each.kind(), each.value()));
        Manifest.Audio audio = manifest.audio();
        fact(
                "Audio",
                audio == null
                        ? "none"
                        : audio.encoding() + ", " + audio.channels() + " channels, " + audio.sampleRate() + " Hz");
        page.append("</dl></section>\n");
    }

    private void fact(String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            page.append("<dt>")
                    .append(Html.text(name))
                    .append("</dt><dd>")
                    .append(Html.text(value))
                    .append("</dd>");
        }
    }

    private void participants() {
        table("Participants", List.of("Name", "Address", "Channel", "Took part", "Packets received", "Lost"));
        for (Participant each : manifest.metadata().participants()) {
            List<Manifest.Stream> heard = manifest.streams().stream()
                    .filter(stream -> stream.participants().contains(each.id()))
                    .toList();
            row(
                    each.name(),
                    each.aor(),
                    heard.stream()
                            .map(stream -> String.valueOf(stream.channel() + 1))
                            .collect(Collectors.joining(", ")),
                    each.present().stream().map(Report::span).collect(Collectors.joining("; ")),
                    heard.stream()
                            .mapToLong(stream -> stream.packets().received())
                            .sum(),
                    heard.stream().mapToLong(stream -> stream.packets().lost()).sum());
        }
        end();
    }

    private static String span(Interval interval) {
        Instant to = interval.to();
        return second(interval.from()) + " to " + (to == null ? "the end" : second(to));
    }

    /** Gaps, pauses and silences, in the order of their beginnings. */
    private void interruptions() {
        List<WaveformPicture.Mark> marks = new ArrayList<>(WaveformPicture.marks(manifest));
        if (marks.isEmpty()) {
            page.append(
                    "<section><h2>Gaps and pauses</h2><p>None: nothing was lost, and nothing was paused.</p></section>\n");
            return;
        }
        table("Gaps and pauses (" + marks.size() + ")", List.of("Channel", "From", "To", "Length", "Why"));
        marks.stream()
                .sorted(WaveformPicture.Mark.BY_START)
                .limit(MOST_ROWS)
                .forEach(mark -> row(
                        mark.channel() + 1,
                        WaveformPicture.clock(mark.from()),
                        WaveformPicture.clock(mark.to()),
                        WaveformPicture.clock(mark.to().minus(mark.from())),
                        mark.why()));
        end();
    }

    private void events() {
        if (manifest.events().isEmpty()) {
            return;
        }
        table("Keys that were pressed", List.of("Stream", "Key", "At", "Milliseconds"));
        manifest.events().stream()
                .limit(MOST_ROWS)
                .forEach(event -> row(event.stream(), event.event(), second(event.at()), event.durationMillis()));
        end();
    }

    private void verification() {
        page.append("<section><h2>Verification, ").append(second(now)).append("</h2><ul class=\"findings\">");
        for (Finding finding : findings) {
            page.append("<li class=\"")
                    .append(colour(finding.verdict()))
                    .append("\">")
                    .append(Html.text(finding.text()))
                    .append("</li>");
        }
        boolean whole = findings.stream().noneMatch(finding -> finding.verdict() == Finding.Verdict.RED);
        if (whole) {
            page.append("<li class=\"green\">")
                    .append(
                            manifest.files().size() == 1
                                    ? "1 file is as"
                                    : manifest.files().size() + " files are as")
                    .append(" the manifest says</li>");
        }
        page.append("</ul></section>\n");
    }

    private void files() {
        table("Files", List.of("File", "Bytes", "SHA-256", "Holds"));
        for (StoredFile file : manifest.files()) {
            if (file.flaw().isPresent()) {
                continue;
            }
            Manifest.SealedContent content = file.content();
            row(
                    file.name(),
                    file.bytes(),
                    file.sha256(),
                    content == null
                            ? file.mediaType()
                            : "encrypted; in it " + content.name() + ", SHA-256 " + content.sha256()
                                    + ", which the signed manifest lists" + anew(file));
        }
        end();
    }

    private String anew(StoredFile file) {
        String here = sums.getOrDefault(file.name(), file.sha256());
        return here.equals(file.sha256()) ? "" : "; not as it was sealed first: here its SHA-256 is " + here;
    }

    private void commands() {
        page.append(
                "<section><h2>Check it yourself</h2><p>In the directory of the bundle, with openssl and the tools of any"
                        + " Unix shell. Put the certificates of the authorities that <em>you</em> trust there as <code>ca.pem</code>");
        page.append(evidence.timeStamp().isPresent() ? " and <code>tsa-ca.pem</code>" : "")
                .append(".</p>");
        for (Readme.Step step : readme.steps()) {
            page.append("<p>")
                    .append(Html.text(step.proves()))
                    .append("</p><pre>")
                    .append(Html.text(step.command()))
                    .append("</pre>");
        }
        page.append("</section>\n");
    }

    private void table(String title, List<String> columns) {
        page.append("<section><h2>").append(Html.text(title)).append("</h2><table><thead><tr>");
        columns.forEach(column -> page.append("<th>").append(column).append("</th>"));
        page.append("</tr></thead><tbody>\n");
    }

    private void row(@Nullable Object... cells) {
        page.append("<tr>");
        for (Object cell : cells) {
            page.append("<td>").append(cell == null ? "" : Html.text(cell)).append("</td>");
        }
        page.append("</tr>\n");
    }

    private void end() {
        page.append("</tbody></table></section>\n");
    }
}
