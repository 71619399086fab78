package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.callvault.config.Settings.Admin;
import org.callvault.config.Settings.ClientAuth;
import org.callvault.config.Settings.Digest;
import org.callvault.config.Settings.Dtls;
import org.callvault.config.Settings.Media;
import org.callvault.config.Settings.Node;
import org.callvault.config.Settings.Recording;
import org.callvault.config.Settings.Session;
import org.callvault.config.Settings.Sip;
import org.callvault.config.Settings.Tls;

/** Turns a configuration into settings and collects what is wrong with it. */
final class SettingsReader {
    private static final Duration LONGEST_SWEEP = Duration.ofMillis(500);

    private final Config config;
    private final Path directory;
    private final List<String> problems;

    SettingsReader(Config all, Path directory, List<String> problems) {
        this.config = all.getConfig("callvault");
        this.directory = directory;
        this.problems = problems;
    }

    Settings read() {
        return new Settings(
                node(),
                sip(),
                tls(),
                digest(),
                new TrunkReader(config, problems).read(),
                media(),
                session(),
                recording(),
                admin());
    }

    private Node node() {
        String name = text("node.name");
        return new Node(name.equals("auto") ? hostName() : name, path("node.data-directory"));
    }

    private Sip sip() {
        String bind = address("sip.bind");
        String named = text("sip.public-address");
        return new Sip(
                bind,
                named.equals("auto") ? reachable(bind) : address("sip.public-address"),
                port("sip.udp-port"),
                port("sip.tcp-port"),
                (int) bytes("sip.max-message", 2048, 1 << 20),
                number("sip.max-connections", 1, 1_000_000),
                duration("sip.idle-connection"),
                duration("sip.request-timeout"),
                number("sip.max-setups-per-second", 1, 1_000_000),
                number("sip.max-setups-per-stranger", 0, 1_000_000));
    }

    private Tls tls() {
        Optional<Path> certificate = file("tls.certificate");
        Optional<Path> key = file("tls.key");
        String enabled = text("tls.enabled").toLowerCase(Locale.ROOT);
        boolean on = enabled.equals("auto") ? certificate.isPresent() : bool("tls.enabled");
        if (on && (certificate.isEmpty() || key.isEmpty())) {
            String missing = certificate.isEmpty() ? "TLS_CERT_PATH" : "TLS_KEY_PATH";
            problems.add(missing + " is not set, but TLS is switched on: name a PEM file"
                    + ", or set ENABLE_TLS=false (certs/README.md says how to make one)");
        }
        Optional<Path> clientCa = file("tls.client-ca");
        return new Tls(on, on ? port("tls.port") : 0, certificate, key, clientAuth(clientCa), clientCa);
    }

    private ClientAuth clientAuth(Optional<Path> clientCa) {
        String text = text("tls.client-auth").toLowerCase(Locale.ROOT);
        ClientAuth asked =
                switch (text) {
                    case "auto" -> clientCa.isPresent() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
                    case "none" -> ClientAuth.NONE;
                    case "optional" -> ClientAuth.OPTIONAL;
                    case "required" -> ClientAuth.REQUIRED;
                    default -> {
                        problems.add(shown("tls.client-auth") + " must be auto, none, optional or required");
                        yield ClientAuth.NONE;
                    }
                };
        if (asked != ClientAuth.NONE && clientCa.isEmpty()) {
            problems.add("TLS_CLIENT_CA_PATH is not set, but clients are to show certificates: name a PEM file of the"
                    + " authorities that vouch for them, or set TLS_CLIENT_AUTH=none");
        }
        return asked;
    }

    private Digest digest() {
        return new Digest(
                file("digest.users"),
                text("digest.realm"),
                bool("digest.allow-md5"),
                duration("digest.nonce-lifetime"));
    }

    private Media media() {
        int min = number("media.port-min", 1024, 65_534);
        int max = number("media.port-max", 1024, 65_535);
        if (max <= min) {
            problems.add(shown("media.port-max") + " must be above " + shown("media.port-min"));
        }
        return new Media(
                bool("media.srtp"),
                bool("media.sdes-over-plaintext"),
                address("media.bind"),
                min,
                max,
                receive(),
                (int) bytes("media.receive-buffer", 1 << 14, 1 << 26),
                number("media.lanes", 0, 64),
                sweep(),
                durationOrNone("media.report-interval"),
                new Dtls(duration("media.dtls.handshake-timeout"), number("media.dtls.max-handshakes", 1, 100_000)),
                number("media.max-streams-per-call", 1, 64),
                number("media.max-streams", 1, 1_000_000));
    }

    private Settings.Receive receive() {
        return switch (text("media.receive").toLowerCase(Locale.ROOT)) {
            case "auto" -> Settings.Receive.AUTO;
            case "recvmmsg" -> Settings.Receive.RECVMMSG;
            case "nio" -> Settings.Receive.NIO;
            default -> {
                problems.add(shown("media.receive") + " must be auto, recvmmsg or nio");
                yield Settings.Receive.AUTO;
            }
        };
    }

    private Duration sweep() {
        Duration value = duration("media.sweep");
        if (value.compareTo(LONGEST_SWEEP) > 0) {
            problems.add(shown("media.sweep") + " must be at most " + LONGEST_SWEEP.toMillis()
                    + " milliseconds: what comes in between has to fit into the sockets' buffers");
        }
        return value;
    }

    private Session session() {
        return new Session(
                duration("session.t1"),
                duration("session.media-timeout"),
                duration("session.hold-timeout"),
                duration("session.check-interval"),
                durationOrNone("session.rekey-after"),
                duration("session.catalog-wait"),
                number("session.max-sessions", 1, 1_000_000));
    }

    private Recording recording() {
        return new Recording(
                duration("recording.flush"),
                bytes("recording.segment-size", 1 << 16, 1L << 40),
                duration("recording.segment-age"),
                number("recording.finishers", 1, 64),
                bytes("recording.min-free", 0, 1L << 50),
                program("recording.ffmpeg"),
                durationOrNone("recording.silence-after"));
    }

    /** "auto", "off", or a program that can be run. */
    private String program(String path) {
        String value = text(path);
        if (value.equals("auto") || value.equals("off")) {
            return value;
        }
        Path program = path(path);
        if (!Files.isExecutable(program)) {
            problems.add(shown(path) + " must be auto, off, or the path of a program that can be run");
        }
        return program.toString();
    }

    private Admin admin() {
        return new Admin(address("admin.bind"), port("admin.port"));
    }

    private String text(String path) {
        return read(path, () -> config.getString(path), "");
    }

    /** "1", "yes" and "on" are what people write in .env files. */
    private boolean bool(String path) {
        return switch (text(path).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                problems.add(shown(path) + " must be true or false");
                yield false;
            }
        };
    }

    private Duration duration(String path) {
        Duration value = read(path, () -> config.getDuration(path), Duration.ofSeconds(1));
        if (value.isNegative() || value.isZero()) {
            problems.add(shown(path) + " must be longer than nothing, for example \"1 second\"");
        }
        return value;
    }

    /** Zero switches off what happens so often. */
    private Duration durationOrNone(String path) {
        Duration value = read(path, () -> config.getDuration(path), Duration.ZERO);
        if (value.isNegative()) {
            problems.add(shown(path) + " must not be negative; 0 switches it off");
        }
        return value;
    }

    private int number(String path, int min, int max) {
        int value = read(path, () -> config.getInt(path), min);
        if (value < min || value > max) {
            problems.add(shown(path) + " must be between " + min + " and " + max);
        }
        return value;
    }

    private long bytes(String path, long min, long max) {
        long value = read(path, () -> config.getBytes(path), min);
        if (value < min || value > max) {
            problems.add(shown(path) + " must be between " + min + " and " + max + " bytes");
        }
        return value;
    }

    private int port(String path) {
        return number(path, 0, 65_535);
    }

    /** An address, never a name: a recorder must start without a name server. */
    private String address(String path) {
        String value = text(path);
        try {
            return InetAddress.ofLiteral(value).getHostAddress();
        } catch (IllegalArgumentException e) {
            problems.add(shown(path) + " must be an IP address");
            return value;
        }
    }

    private Path path(String path) {
        return directory.resolve(text(path)).normalize().toAbsolutePath();
    }

    private Optional<Path> file(String path) {
        if (text(path).isBlank()) {
            return Optional.empty();
        }
        Path file = path(path);
        if (!Files.isReadable(file)) {
            problems.add(shown(path) + ": no readable file there");
        }
        return Optional.of(file);
    }

    private <T> T read(String path, Supplier<T> reader, T otherwise) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            problems.add(shown(path) + " has the wrong form: " + e.getMessage());
            return otherwise;
        }
    }

    private String shown(String path) {
        String name = EnvironmentNames.nameOf("callvault." + path);
        return name + "=" + (config.hasPath(path) ? config.getValue(path).unwrapped() : "");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }

    private static String reachable(String bind) {
        if (!bind.equals("0.0.0.0") && !bind.startsWith("0:0:")) {
            return bind;
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(found -> !found.isLoopbackAddress() && !found.isLinkLocalAddress())
                    .filter(java.net.Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse("127.0.0.1");
        } catch (SocketException e) {
            return "127.0.0.1";
        }
    }
}
