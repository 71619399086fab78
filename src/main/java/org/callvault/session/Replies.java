package org.callvault.session;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import org.callvault.session.signal.SipResponse;
import org.jspecify.annotations.Nullable;

/**
 * Where the answers to the latest transactions go, and what was answered to the very last: a frontend that got no answer asks
 * again, and the same request must not be carried out twice.
 */
final class Replies {
    private static final int MOST = 32;
    /** Answers hold session descriptions, and sessions are many. */
    private static final int MOST_ANSWERS = 4;

    private final LinkedHashMap<String, ActorRef<SessionCommand.SipReply>> byTransaction = new LinkedHashMap<>();
    private final LinkedHashMap<String, SipResponse> answers = new LinkedHashMap<>();

    /** False for a request that has come before: it is being answered, or was, and then is again. */
    boolean isNew(String transaction, ActorRef<SessionCommand.SipReply> replyTo) {
        boolean known = !transaction.isEmpty() && byTransaction.containsKey(transaction);
        remember(transaction, replyTo);
        SipResponse answer = answers.get(transaction);
        if (answer != null) {
            replyTo.tell(new SessionCommand.SipReply(transaction, answer));
        }
        return !known;
    }

    void remember(String transaction, ActorRef<SessionCommand.SipReply> replyTo) {
        if (transaction.isEmpty()) {
            return;
        }
        byTransaction.putLast(transaction, replyTo);
        if (byTransaction.size() > MOST) {
            byTransaction.pollFirstEntry();
        }
    }

    void send(String transaction, SipResponse response) {
        @Nullable ActorRef<SessionCommand.SipReply> replyTo = byTransaction.get(transaction);
        if (replyTo != null) {
            answers.putLast(transaction, response);
            if (answers.size() > MOST_ANSWERS) {
                answers.pollFirstEntry();
            }
            replyTo.tell(new SessionCommand.SipReply(transaction, response));
        }
    }
}
