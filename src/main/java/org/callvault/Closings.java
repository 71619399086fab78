package org.callvault;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in reverse; one that fails does not keep the others open. */
final class Closings {
    private static final Logger LOG = LoggerFactory.getLogger(Closings.class);

    private final Deque<Closing> open = new ArrayDeque<>();

    /** How one thing is closed. */
    interface Step {
        void run() throws Exception;
    }

    private record Closing(String name, Step step) {}

    <T extends AutoCloseable> T opened(String name, T resource) {
        add(name, resource::close);
        return resource;
    }

    void add(String name, Step step) {
        open.push(new Closing(name, step));
    }

    void closeAll() {
        while (!open.isEmpty()) {
            Closing closing = open.pop();
            try {
                closing.step().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.atError().addKeyValue("part", closing.name()).setCause(e).log("could not be closed");
            }
        }
    }
}
