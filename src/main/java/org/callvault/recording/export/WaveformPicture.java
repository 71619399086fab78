package org.callvault.recording.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;

/** The audio as a picture, a band for each channel, with what is missing in it. */
final class WaveformPicture {
    private static final int LEFT = 0;
    private static final int BAND = Waveform.CHANNEL_HEIGHT;
    private static final int TITLE = 20;
    private static final int TICKS = 26;
    private static final int MOST_MARKS = 2000;

    private static final Map<String, String> REASONS = Map.of(
            "lost", "packets were lost",
            "paused", "paused or on hold",
            "restarted", "the sender began anew",
            "muted", "silenced by policy",
            "silence_suppressed", "silence that was not sent");

    private WaveformPicture() {}

    /**
     * Something that is not in the audio.
     *
     * @param from after the start of the audio
     */
    record Mark(int channel, Duration from, Duration to, String why, boolean meant) {
        static final Comparator<Mark> BY_START =
                Comparator.comparing(Mark::from).thenComparing(Mark::channel);
    }

    static List<Mark> marks(Manifest manifest) {
        List<Mark> marks = new ArrayList<>();
        Manifest.Audio audio = manifest.audio();
        if (audio == null) {
            return marks;
        }
        Map<Integer, Integer> channels = manifest.streams().stream()
                .collect(Collectors.toMap(Manifest.Stream::index, Manifest.Stream::channel, (one, other) -> one));
        for (ManifestGap gap : manifest.gaps()) {
            String why = REASONS.getOrDefault(gap.reason(), gap.reason());
            marks.add(new Mark(
                    channels.getOrDefault(gap.stream(), 0),
                    at(gap.fromSample(), audio),
                    at(gap.toSample(), audio),
                    gap.packets() > 0 ? why + " (" + gap.packets() + ")" : why,
                    !gap.reason().equals("lost") && !gap.reason().equals("restarted")));
        }
        boolean told = manifest.gaps().stream().anyMatch(gap -> gap.reason().equals("paused"));
        for (Manifest.Stream stream : manifest.streams()) {
            for (Interval pause : told ? List.<Interval>of() : stream.paused()) {
                Instant to = pause.to() == null ? manifest.endedAt() : pause.to();
                marks.add(new Mark(
                        stream.channel(),
                        Duration.between(audio.startsAt(), pause.from()),
                        Duration.between(audio.startsAt(), to),
                        REASONS.getOrDefault("paused", ""),
                        true));
            }
        }
        return marks;
    }

    private static Duration at(long sample, Manifest.Audio audio) {
        return Duration.ofMillis(sample * 1000 / Math.max(1, audio.sampleRate()));
    }

    /** Empty where there is no audio. */
    static String of(Manifest manifest, Optional<Waveform> waveform) {
        Manifest.Audio audio = manifest.audio();
        if (audio == null) {
            return "";
        }
        Duration length = at(audio.samples(), audio);
        int height = audio.channels() * (BAND + TITLE) + TICKS;
        StringBuilder svg = new StringBuilder("<section><h2>What was said</h2><svg viewBox=\"0 0 " + Waveform.COLUMNS
                + " " + height + "\" role=\"img\" aria-label=\"Waveform of the call\">\n");
        List<Mark> marks = marks(manifest);
        for (int channel = 0; channel < audio.channels(); channel++) {
            band(svg, manifest, waveform, channel, marks, length);
        }
        ticks(svg, length, height);
        svg.append(
                "</svg><p class=\"legend\"><span class=\"wave\"></span>what was heard <span class=\"gap\"></span>lost"
                        + " <span class=\"pause\"></span>paused, silenced or not sent</p>");
        if (waveform.isEmpty()) {
            svg.append("<p>The waveform is not drawn: it is encrypted as the audio is, or the recording has none.</p>");
        }
        return svg.append("</section>\n").toString();
    }

    private static void band(
            StringBuilder svg,
            Manifest manifest,
            Optional<Waveform> waveform,
            int channel,
            List<Mark> marks,
            Duration length) {
        int top = channel * (BAND + TITLE) + TITLE;
        double middle = top + BAND / 2.0;
        svg.append("<text x=\"0\" y=\"%d\">%s</text>%n".formatted(top - 6, Html.text(who(manifest, channel))));
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"axis\" x1=\"0\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                Waveform.COLUMNS,
                middle,
                middle));
        waveform.filter(drawn -> channel < drawn.channels()).ifPresent(drawn -> svg.append("<path class=\"wave\" d=\"")
                .append(drawn.path(channel, middle))
                .append("\"/>\n"));
        marks.stream()
                .filter(mark -> mark.channel() == channel)
                .limit(MOST_MARKS)
                .forEach(mark -> {
                    double from = x(mark.from(), length);
                    svg.append(String.format(
                            Locale.ROOT,
                            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                            mark.meant() ? "pause" : "gap",
                            from,
                            top,
                            Math.max(1.5, x(mark.to(), length) - from),
                            BAND,
                            Html.text(clock(mark.from()) + " to " + clock(mark.to()) + ": " + mark.why())));
                });
    }

    private static String who(Manifest manifest, int channel) {
        Map<String, Participant> known = manifest.metadata().participants().stream()
                .collect(Collectors.toMap(Participant::id, each -> each, (one, other) -> one));
        String names = manifest.streams().stream()
                .filter(stream -> stream.channel() == channel)
                .flatMap(stream -> stream.participants().stream())
                .map(id -> Optional.ofNullable(known.get(id))
                        .map(WaveformPicture::name)
                        .orElse(id))
                .distinct()
                .collect(Collectors.joining(", "));
        return "Channel " + (channel + 1) + (names.isEmpty() ? "" : ": " + names);
    }

    private static String name(Participant participant) {
        String name = participant.name() == null ? "" : participant.name();
        String address = participant.aor() == null ? "" : participant.aor();
        return name.isEmpty() ? address : address.isEmpty() ? name : name + " <" + address + ">";
    }

    private static double x(Duration at, Duration length) {
        double share = length.isZero() ? 0 : (double) at.toMillis() / length.toMillis();
        return LEFT + Waveform.COLUMNS * Math.clamp(share, 0, 1);
    }

    private static void ticks(StringBuilder svg, Duration length, int height) {
        int parts = 5;
        for (int part = 0; part <= parts; part++) {
            Duration at = length.multipliedBy(part).dividedBy(parts);
            String anchor = part == 0 ? "start" : part == parts ? "end" : "middle";
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                    x(at, length),
                    height - 8,
                    anchor,
                    clock(at)));
        }
    }

    /** As on a player: minutes and seconds, with hours where there are any, and tenths where it is short. */
    static String clock(Duration duration) {
        Duration shown = duration.isNegative() ? Duration.ZERO : duration;
        String seconds =
                "%d:%02d.%d".formatted(shown.toMinutesPart(), shown.toSecondsPart(), shown.toMillisPart() / 100);
        return shown.toHours() == 0
                ? seconds
                : "%d:%02d:%02d".formatted(shown.toHours(), shown.toMinutesPart(), shown.toSecondsPart());
    }
}
