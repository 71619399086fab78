package org.callvault.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Measurements as a table in Markdown; each is put in proportion to the first of as many streams. */
final class MeasurementTable {
    private static final String HEAD = """
            | streams | receiver | us a packet | to the floor | sent | lost | KB resident a stream | KB heap a stream | sender late |
            |---|---|---|---|---|---|---|---|---|
            """;

    private MeasurementTable() {}

    static String of(List<Measurement> measurements) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Measurement each : measurements) {
            double floor = measurements.stream()
                    .filter(other -> other.streams() == each.streams())
                    .findFirst()
                    .orElse(each)
                    .microsPerPacket();
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %.2f | %.2f | %d | %d | %s | %s | %.0f ms |%n",
                    each.streams(),
                    each.receiver(),
                    each.microsPerPacket(),
                    each.microsPerPacket() / floor,
                    each.sent(),
                    each.lost(),
                    number(each.residentPerStream()),
                    number(each.heapPerStream()),
                    each.senderLateMillis()));
        }
        return table.toString();
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "";
    }
}
