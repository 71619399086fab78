package org.callvault.recording.outbox;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.KeptRecordings;
import org.callvault.recording.store.RemoteStore;

/**
 * Recordings that are in a directory of this machine or, delivered from there, in a store on others. What is added to one while
 * it is delivered is added when it has arrived.
 */
public final class NearAndFar implements KeptRecordings {
    private static final int TURNS = 64;

    private final DirectoryStore near;
    private final RemoteStore far;
    private final Object[] turns =
            IntStream.range(0, TURNS).mapToObj(turn -> new Object()).toArray();

    public NearAndFar(DirectoryStore near, RemoteStore far) {
        this.near = near;
        this.far = far;
    }

    RemoteStore far() {
        return far;
    }

    boolean isNear(RecordingId id) {
        return near.location(id).isPresent();
    }

    int waiting() throws IOException {
        return near.count();
    }

    private Object turn(RecordingId id) {
        return turns[Math.floorMod(id.hashCode(), TURNS)];
    }

    /** Brings one that is near to where it is far; it is near until then. */
    String deliver(RecordingId id) throws IOException {
        synchronized (turn(id)) {
            String location = far.deliver(id, near.directory(id));
            near.delete(id);
            return location;
        }
    }

    @Override
    public Optional<String> location(RecordingId id) throws IOException {
        Optional<String> here = near.location(id);
        return here.isPresent() ? here : far.location(id);
    }

    /** One that is delivered meanwhile is no longer near. */
    @Override
    public SeekableByteChannel read(RecordingId id, String name) throws IOException {
        if (isNear(id)) {
            try {
                return near.read(id, name);
            } catch (NoSuchFileException gone) {
                return far.read(id, name);
            }
        }
        return far.read(id, name);
    }

    @Override
    public void add(RecordingId id, String name, byte[] content) throws IOException {
        synchronized (turn(id)) {
            if (isNear(id)) {
                near.add(id, name, content);
            } else {
                far.add(id, name, content);
            }
        }
    }

    @Override
    public void delete(RecordingId id) throws IOException {
        synchronized (turn(id)) {
            far.delete(id);
            near.delete(id);
        }
    }
}
