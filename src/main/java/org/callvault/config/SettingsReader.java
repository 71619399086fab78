package org.callvault.config;

import com.typesafe.config.Config;
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
import org.callvault.config.Settings.Admin;
import org.callvault.config.Settings.ClientAuth;
import org.callvault.config.Settings.Digest;
import org.callvault.config.Settings.Dtls;
import org.callvault.config.Settings.Media;
import org.callvault.config.Settings.Node;
import org.callvault.config.Settings.Recording;
import org.callvault.config.Settings.Sealing;
import org.callvault.config.Settings.Session;
import org.callvault.config.Settings.Signing;
import org.callvault.config.Settings.Sip;
import org.callvault.config.Settings.Tls;

/** Turns a configuration into settings and collects what is wrong with it. */
final class SettingsReader {
    private static final Duration LONGEST_SWEEP = Duration.ofMillis(500);

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;

    SettingsReader(Config all, Path directory, List<String> problems) {
        this.config = all.getConfig("callvault");
        this.values = new SettingValues(config, directory, problems);
        this.problems = problems;
    }

    Settings read() {
        Settings.Catalog catalog = new CatalogReader(config, values, problems).read();
        return new Settings(
                node(),
                sip(),
                tls(),
                digest(),
                new TrunkReader(config, problems).read(),
                media(),
                session(),
                recording(),
                new OutputReader(config, problems).read(),
                new SpoolReader(config, values, problems).read(),
                new FinishingReader(config, values, problems).read(),
                sealing(),
                new StoreReader(config, values, problems).read(),
                catalog,
                signing(),
                new TimeStampingReader(values, problems).read(),
                new RetentionReader(config, values, problems).read(),
                disk(),
                new ClusterReader(values, problems).read(catalog),
                admin());
    }

    private Node node() {
        String name = values.text("node.name");
        return new Node(name.equals("auto") ? hostName() : name, values.path("node.data-directory"));
    }

    private Sip sip() {
        String bind = values.address("sip.bind");
        String named = values.text("sip.public-address");
        return new Sip(
                bind,
                named.equals("auto") ? reachable(bind) : values.address("sip.public-address"),
                values.port("sip.udp-port"),
                values.port("sip.tcp-port"),
                (int) values.bytes("sip.max-message", 2048, 1 << 20),
                values.number("sip.max-connections", 1, 1_000_000),
                values.duration("sip.idle-connection"),
                values.duration("sip.request-timeout"),
                values.number("sip.max-setups-per-second", 1, 1_000_000),
                values.number("sip.max-setups-per-stranger", 0, 1_000_000));
    }

    private Tls tls() {
        Optional<Path> certificate = values.file("tls.certificate");
        Optional<Path> key = values.file("tls.key");
        String enabled = values.text("tls.enabled").toLowerCase(Locale.ROOT);
        boolean on = enabled.equals("auto") ? certificate.isPresent() : values.bool("tls.enabled");
        if (on && (certificate.isEmpty() || key.isEmpty())) {
            String missing = certificate.isEmpty() ? "TLS_CERT_PATH" : "TLS_KEY_PATH";
            problems.add(missing + " is not set, but TLS is switched on: name a PEM file"
                    + ", or set ENABLE_TLS=false (certs/README.md says how to make one)");
        }
        Optional<Path> clientCa = values.file("tls.client-ca");
        return new Tls(on, on ? values.port("tls.port") : 0, certificate, key, clientAuth(clientCa), clientCa);
    }

    private ClientAuth clientAuth(Optional<Path> clientCa) {
        String text = values.text("tls.client-auth").toLowerCase(Locale.ROOT);
        ClientAuth asked =
                switch (text) {
                    case "auto" -> clientCa.isPresent() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
                    case "none" -> ClientAuth.NONE;
                    case "optional" -> ClientAuth.OPTIONAL;
                    case "required" -> ClientAuth.REQUIRED;
                    default -> {
                        problems.add(values.shown("tls.client-auth") + " must be auto, none, optional or required");
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
                values.file("digest.users"),
                values.text("digest.realm"),
                values.bool("digest.allow-md5"),
                values.duration("digest.nonce-lifetime"));
    }

    private Media media() {
        int min = values.number("media.port-min", 1024, 65_534);
        int max = values.number("media.port-max", 1024, 65_535);
        if (max <= min) {
            problems.add(values.shown("media.port-max") + " must be above " + values.shown("media.port-min"));
        }
        return new Media(
                values.bool("media.srtp"),
                values.bool("media.sdes-over-plaintext"),
                values.address("media.bind"),
                min,
                max,
                receive(),
                (int) values.bytes("media.receive-buffer", 1 << 14, 1 << 26),
                values.number("media.lanes", 0, 64),
                sweep(),
                values.durationOrNone("media.report-interval"),
                new Dtls(
                        values.duration("media.dtls.handshake-timeout"),
                        values.number("media.dtls.max-handshakes", 1, 100_000)),
                values.number("media.max-streams-per-call", 1, 64),
                values.number("media.max-streams", 1, 1_000_000));
    }

    private Settings.Receive receive() {
        return switch (values.text("media.receive").toLowerCase(Locale.ROOT)) {
            case "auto" -> Settings.Receive.AUTO;
            case "recvmmsg" -> Settings.Receive.RECVMMSG;
            case "nio" -> Settings.Receive.NIO;
            default -> {
                problems.add(values.shown("media.receive") + " must be auto, recvmmsg or nio");
                yield Settings.Receive.AUTO;
            }
        };
    }

    private Duration sweep() {
        Duration value = values.duration("media.sweep");
        if (value.compareTo(LONGEST_SWEEP) > 0) {
            problems.add(values.shown("media.sweep") + " must be at most " + LONGEST_SWEEP.toMillis()
                    + " milliseconds: what comes in between has to fit into the sockets' buffers");
        }
        return value;
    }

    private Session session() {
        return new Session(
                values.duration("session.t1"),
                values.duration("session.media-timeout"),
                values.duration("session.hold-timeout"),
                values.duration("session.check-interval"),
                values.durationOrNone("session.rekey-after"),
                values.duration("session.catalog-wait"),
                values.number("session.max-sessions", 1, 1_000_000));
    }

    private Recording recording() {
        return new Recording(
                values.duration("recording.flush"),
                values.bytes("recording.segment-size", 1 << 16, 1L << 40),
                values.duration("recording.segment-age"),
                values.bytes("recording.spool-memory", 1 << 16, 1L << 40),
                values.number("recording.finishers", 1, 64),
                values.bytes("recording.min-free", 0, 1L << 50),
                program("recording.ffmpeg"),
                values.durationOrNone("recording.silence-after"));
    }

    private Sealing sealing() {
        List<Path> recipients = values.files("recording.recipients");
        String mode = values.text("recording.encryption").toLowerCase(Locale.ROOT);
        switch (mode) {
            case "auto" -> {
                // As the recipients are.
            }
            case "off" -> {
                if (!recipients.isEmpty()) {
                    problems.add(values.shown("recording.encryption")
                            + " contradicts recording.recipients: set auto or required, or name no recipients");
                }
            }
            case "required" -> {
                if (recipients.isEmpty()) {
                    problems.add(values.shown("recording.encryption") + " needs recipients: name the PEM files of"
                            + " their certificates in recording.recipients");
                }
            }
            default -> problems.add(values.shown("recording.encryption") + " must be auto, off or required");
        }
        return new Sealing(recipients, values.file("recording.reader-key"));
    }

    private Signing signing() {
        Optional<Path> certificate = values.file("recording.signing.certificate");
        Optional<Path> key = values.file("recording.signing.key");
        if (certificate.isPresent() != key.isPresent()) {
            problems.add(values.shown("recording.signing.certificate") + " and " + values.shown("recording.signing.key")
                    + " belong together: give both, or neither");
        }
        return new Signing(certificate, key);
    }

    /** "auto", "off", or a program that can be run. */
    private String program(String path) {
        String value = values.text(path);
        if (value.equals("auto") || value.equals("off")) {
            return value;
        }
        Path program = values.path(path);
        if (!Files.isExecutable(program)) {
            problems.add(values.shown(path) + " must be auto, off, or the path of a program that can be run");
        }
        return program.toString();
    }

    private Settings.Disk disk() {
        long warning = values.bytes("disk.data-warning", 0, 1L << 50);
        long critical = values.bytes("disk.data-critical", 0, 1L << 50);
        boolean followsMinFree = critical == values.bytes("recording.min-free", 0, 1L << 50);
        if (warning < critical && !followsMinFree) {
            problems.add(values.shown("disk.data-warning") + " must not be less than "
                    + values.shown("disk.data-critical") + ": a warning comes first");
        }
        return new Settings.Disk(
                Math.max(warning, critical), critical, values.bytes("disk.spool-warning", 0, 1L << 50));
    }

    private Admin admin() {
        return new Admin(values.address("admin.bind"), values.port("admin.port"));
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
