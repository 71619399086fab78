package org.callvault.sip.stack;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Made by the stack by its name: its log, to SLF4J. The stack logs whole messages, bodies and keys in them, so only the first
 * line of what it says goes through, cut short, and its debug levels are off for good.
 */
public final class StackLog implements StackLogger {
    private static final Logger log = LoggerFactory.getLogger("org.callvault.sip.jain");
    private static final int LONGEST = 200;

    private static void say(Level level, @Nullable String text, @Nullable Throwable cause) {
        String line = text == null ? "" : text.lines().findFirst().orElse("");
        String cut = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
        // The cause's own text may hold the message too: its kind must do.
        log.atLevel(level)
                .addKeyValue("cause", cause == null ? "none" : cause.getClass().getName())
                .log("{}", cut);
    }

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int level) {}

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void logException(Throwable cause) {
        say(Level.DEBUG, "Exception in the SIP stack", cause);
    }

    @Override
    public void logDebug(String text) {}

    @Override
    public void logDebug(String text, Exception cause) {}

    @Override
    public void logTrace(String text) {}

    @Override
    public void logInfo(String text) {}

    @Override
    public void logFatalError(String text) {
        say(Level.ERROR, text, null);
    }

    /** Debug is enough: nearly all of its errors are a peer's, and are counted where they matter. */
    @Override
    public void logError(String text) {
        say(Level.DEBUG, text, null);
    }

    @Override
    public void logError(String text, Exception cause) {
        say(Level.DEBUG, text, cause);
    }

    @Override
    public void logWarning(String text) {
        say(Level.DEBUG, text, null);
    }

    @Override
    public boolean isLoggingEnabled() {
        return true;
    }

    @Override
    public boolean isLoggingEnabled(int level) {
        return level <= TRACE_ERROR;
    }

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(String time) {}

    @Override
    public void setStackProperties(Properties properties) {}

    @Override
    public String getLoggerName() {
        return log.getName();
    }
}
