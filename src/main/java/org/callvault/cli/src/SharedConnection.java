package org.callvault.cli.src;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A SIP connection that many calls share, as an SBC's do: each message goes to the call that its Call-ID names. */
public final class SharedConnection implements AutoCloseable {
    private final SipLink link;
    private final Map<String, SipLink> calls = new ConcurrentHashMap<>();

    private SharedConnection(SipLink link) {
        this.link = link;
        link.handTo(this::sort);
    }

    /**
     * Connects.
     *
     * @throws CallFailed when nothing takes connections there
     */
    public static SharedConnection open(CallTarget target) throws IOException {
        return new SharedConnection(SipLink.open(target, SrcDialog.ANSWER_WITHIN));
    }

    /** False when the recorder has closed it: the next call needs another one. */
    public boolean isOpen() {
        return !link.hasEnded();
    }

    /** The part of one call; it is closed with the call. */
    SipLink of(String callId) {
        SipLink part = new SipLink.Part(link, () -> calls.remove(callId));
        calls.put(callId, part);
        return part;
    }

    /** What belongs to no call, such as a message for one that has ended, is dropped. */
    private void sort(SipText message) {
        SipLink part = calls.get(message.first("Call-ID").orElse(""));
        if (part != null) {
            part.arrived(message);
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
