package org.callvault.config;

/** Text that stands in no log: only {@link #reveal} shows it. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "(none)" : "(secret)";
    }
}
