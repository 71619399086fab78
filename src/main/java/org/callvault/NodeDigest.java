package org.callvault;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.callvault.config.Settings;
import org.callvault.security.digest.DigestAuthenticator;
import org.callvault.security.digest.Nonces;
import org.callvault.security.digest.UserEntry;
import org.callvault.security.digest.UserFile;
import org.callvault.security.digest.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may authenticate on this node: follows the file of users, and keeps those there were while it cannot be read. */
final class NodeDigest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDigest.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Settings.Digest settings;
    private final DigestAuthenticator authenticator;
    private final ScheduledExecutorService watcher;
    private volatile Users users;
    private List<UserEntry> taken;
    private String told = "";

    private NodeDigest(Settings.Digest settings) {
        this.settings = settings;
        this.taken = UserFile.read(settings.users().orElseThrow());
        this.users = new Users(settings.realm(), taken);
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.authenticator = new DigestAuthenticator(
                () -> users, settings.allowMd5(), new Nonces(secret, settings.nonceLifetime(), random));
        this.watcher = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("users").daemon(true).factory());
    }

    /** Reads the users that the settings name, if any, and follows their file. */
    static Optional<NodeDigest> open(Settings.Digest settings) {
        if (settings.users().isEmpty()) {
            return Optional.empty();
        }
        NodeDigest digest = new NodeDigest(settings);
        long every = LOOK_EVERY.toMillis();
        var _ = digest.watcher.scheduleWithFixedDelay(digest::look, every, every, TimeUnit.MILLISECONDS);
        return Optional.of(digest);
    }

    DigestAuthenticator authenticator() {
        return authenticator;
    }

    private void look() {
        try {
            List<UserEntry> found = UserFile.read(settings.users().orElseThrow());
            if (!found.equals(taken)) {
                taken = found;
                users = new Users(settings.realm(), found);
                LOG.atInfo().addKeyValue("users", users.names().size()).log("the users have changed");
            }
            told = "";
        } catch (UserFile.Problem problem) {
            String reason = String.valueOf(problem.getMessage());
            if (!reason.equals(told)) {
                told = reason;
                LOG.atError().addKeyValue("reason", reason).log("the users stay as they were");
            }
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
