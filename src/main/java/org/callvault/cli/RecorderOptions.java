package org.callvault.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.Login;
import org.callvault.security.TlsContexts;
import org.callvault.session.signal.SipTransport;
import org.callvault.srtp.SrtpSuite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which recorder is called, and how: what the commands that place calls have in common. */
final class RecorderOptions {
    private static final Path DEVELOPMENT_CA = Path.of("data", "certs", "ca.pem");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--to", required = true, paramLabel = "URI", description = "sip:host:port or sips:host:port")
    private String to = "";

    @Option(names = "--transport", description = "${COMPLETION-CANDIDATES}; by default TLS for sips:, TCP for sip:")
    private @Nullable SipTransport transport;

    @ArgGroup
    private Keying keying = new Keying();

    @Option(
            names = "--suite",
            paramLabel = "NAME",
            description = "of SRTP: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "AES_CM_128_HMAC_SHA1_80")
    private SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;

    @Option(
            names = "--ca",
            paramLabel = "PEM",
            description = "whom to trust with TLS (default: data/certs/ca.pem if there)")
    private @Nullable Path ca;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "whom to authenticate as; the password is in CALLVAULT_PASSWORD")
    private @Nullable String user;

    @Option(
            names = "--keying",
            paramLabel = "HOW",
            description =
                    "of SRTP: ${COMPLETION-CANDIDATES}; dtls encrypts over any transport, on one port for RTP and RTCP"
                            + " (default: ${DEFAULT-VALUE})",
            defaultValue = "sdes")
    private KeyExchange exchange = KeyExchange.sdes;

    /** Where the keys of SRTP come from; named as on the command line. */
    private enum KeyExchange {
        sdes,
        dtls
    }

    /** How the streams are keyed. */
    private static final class Keying {
        @Option(names = "--srtp", description = "encrypt the streams, keyed by SDES (the default over TLS)")
        private boolean srtp;

        @Option(names = "--plain", description = "send plain RTP (the default otherwise)")
        private boolean plain;
    }

    /** A call of these streams. */
    CallPlan plan(CallTarget target, List<AudioSource> audio) {
        CallPlan plan = keyed(target, audio);
        return user == null ? plan : plan.by(new Login(user, password()));
    }

    private CallPlan keyed(CallTarget target, List<AudioSource> audio) {
        boolean byDtls = exchange == KeyExchange.dtls;
        if (keying.plain && byDtls) {
            throw new ParameterException(spec.commandLine(), "--plain and --keying dtls exclude each other");
        }
        boolean encrypted = !keying.plain && (keying.srtp || target.transport() == SipTransport.TLS);
        CallPlan plan = new CallPlan(target, encrypted, audio);
        if (byDtls) {
            return plan.keyedByDtls();
        }
        return encrypted ? plan.with(suite) : plan;
    }

    private String password() {
        String password = System.getenv("CALLVAULT_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--user needs a password: set CALLVAULT_PASSWORD in the environment");
        }
        return password;
    }

    CallTarget target() {
        try {
            URI uri = new URI(to.replaceFirst("^(sips?):(?!//)", "$1://"));
            boolean secure = "sips".equals(uri.getScheme());
            if ((!secure && !"sip".equals(uri.getScheme())) || uri.getHost() == null) {
                throw new URISyntaxException(to, "needs sip: or sips: and a host");
            }
            SipTransport by = transport != null ? transport : secure ? SipTransport.TLS : SipTransport.TCP;
            if (secure && by != SipTransport.TLS) {
                throw new ParameterException(spec.commandLine(), "a sips: address is called over TLS only");
            }
            int port = uri.getPort() > 0 ? uri.getPort() : by == SipTransport.TLS ? 5063 : 5060;
            return new CallTarget(
                    uri.getHost(), port, by, by == SipTransport.TLS ? Optional.of(trust()) : Optional.empty());
        } catch (URISyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "--to " + to + " is no address; write for example sips:127.0.0.1:5063", e);
        }
    }

    private SSLContext trust() {
        Path authority = ca != null ? ca : DEVELOPMENT_CA;
        if (!Files.isReadable(authority)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no CA certificate at " + authority
                            + ": name the one that signed the recorder's with --ca");
        }
        return TlsContexts.client(authority);
    }
}
