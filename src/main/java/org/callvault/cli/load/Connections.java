package org.callvault.cli.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.SharedConnection;

/** The SIP connections of a run. One that the recorder has closed is replaced for the next call that would use it. */
final class Connections implements AutoCloseable {
    private final CallTarget target;
    private final List<SharedConnection> open = new ArrayList<>();

    private Connections(CallTarget target) {
        this.target = target;
    }

    /** Connects; fails when the first connection cannot be made. */
    static Connections open(CallTarget target, int count) throws IOException {
        Connections connections = new Connections(target);
        try {
            for (int i = 0; i < count; i++) {
                connections.open.add(SharedConnection.open(target));
            }
            return connections;
        } catch (IOException | RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /** The one for that call; calls take turns. */
    synchronized SharedConnection of(int call) throws IOException {
        int index = call % open.size();
        SharedConnection connection = open.get(index);
        if (!connection.isOpen()) {
            connection.close();
            connection = SharedConnection.open(target);
            open.set(index, connection);
        }
        return connection;
    }

    @Override
    public synchronized void close() throws IOException {
        for (SharedConnection connection : open) {
            connection.close();
        }
    }
}
