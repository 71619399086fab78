package org.callvault.admin;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import org.callvault.config.Settings;
import org.jspecify.annotations.Nullable;

/** The operators' listener could not be bound; the message names the setting to change. */
public final class AdminStartFailed extends RuntimeException {
    private static final String BIND = "callvault.admin.bind (CALLVAULT_ADMIN_BIND)";
    private static final String PORT = "callvault.admin.port (CALLVAULT_ADMIN_PORT)";

    AdminStartFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** Explains why the address could not be bound. */
    static AdminStartFailed of(Settings.Admin settings, Throwable failure) {
        String address = "http://" + settings.bind() + ":" + settings.port();
        return new AdminStartFailed(
                "the admin API cannot listen on " + address + ": " + reason(settings, failure), failure);
    }

    private static String reason(Settings.Admin settings, Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "\"" + settings.bind() + "\" is no address of this machine; change " + BIND;
            }
            if (cause instanceof BindException bind) {
                return explain(settings, String.valueOf(bind.getMessage()));
            }
        }
        return failure.getMessage() + "; look at " + BIND + " and " + PORT;
    }

    private static String explain(Settings.Admin settings, String problem) {
        String lower = problem.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return "another process uses port " + settings.port() + "; stop it or change " + PORT;
        }
        if (lower.contains("permission")) {
            return "this user may not use port " + settings.port() + "; change " + PORT;
        }
        return problem + "; change " + BIND;
    }
}
