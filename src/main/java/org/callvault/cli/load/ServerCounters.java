package org.callvault.cli.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Predicate;

/**
 * What a recorder's {@code /metrics} says at a time.
 *
 * @param cpuNanos processor time of its process so far
 * @param packets datagrams of media received so far, whatever became of them
 */
public record ServerCounters(double cpuNanos, double packets) {
    private static final String CPU = "process_cpu_time_ns_total";
    private static final String PACKETS = "callvault_media_packets_total";

    /**
     * Reads them.
     *
     * @throws IOException also when they are not there
     */
    public static ServerCounters read(HttpClient client, URI metrics) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(metrics + " answered " + answer.statusCode());
        }
        return parse(answer.body());
    }

    static ServerCounters parse(String text) throws IOException {
        if (text.lines().noneMatch(is(CPU)) || text.lines().noneMatch(is(PACKETS))) {
            throw new IOException("the recorder's metrics have no " + CPU + " or no " + PACKETS);
        }
        return new ServerCounters(sum(text, CPU), sum(text, PACKETS));
    }

    private static Predicate<String> is(String name) {
        return line -> line.startsWith(name + " ") || line.startsWith(name + "{");
    }

    private static double sum(String text, String name) {
        return text.lines()
                .filter(is(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What was spent from those counters to these. */
    public LoadReport.Server since(ServerCounters before) {
        double nanos = cpuNanos - before.cpuNanos;
        long received = Math.round(packets - before.packets);
        return new LoadReport.Server(
                Math.round(nanos / 1e6) / 1e3, received, received == 0 ? 0 : Math.round(nanos / received / 10) / 100.0);
    }
}
