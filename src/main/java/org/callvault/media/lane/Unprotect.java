package org.callvault.media.lane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.List;
import org.callvault.media.socket.ReceiveBatch;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.OutcomeCounts;
import org.callvault.media.stream.StreamReceiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graph's second step: each datagram of a sweep is handed to its stream, which demultiplexes, decrypts in place and
 * accounts; then the accounts are taken that were asked for. Runs on the same thread as the reading before it.
 */
final class Unprotect {
    private static final Logger LOG = LoggerFactory.getLogger(Unprotect.class);
    private static final ObjectWriter JSON = new ObjectMapper().writer();

    private final MediaMeters meters;
    private final LogThrottle faults = new LogThrottle();
    private final OutcomeCounts counts = new OutcomeCounts();

    Unprotect(MediaMeters meters) {
        this.meters = meters;
    }

    Sweep apply(Sweep sweep) {
        for (int datagram = 0; datagram < sweep.size(); datagram++) {
            counts.add(receive(sweep, datagram));
        }
        sweep.pausing().forEach(stream -> stream.receiver().pause());
        meters.packets(counts);
        counts.clear();
        sweep.accountsWanted().forEach(call -> sweep.accounts().add(Sweep.Note.account(call, json(call.account()))));
        sweep.finishing().forEach(call -> sweep.endings().add(new Sweep.Ending(call, call.account())));
        sweep.leaving().forEach(stream -> stream.close());
        return sweep;
    }

    private Outcome receive(Sweep sweep, int datagram) {
        StreamReceiver receiver = sweep.stream(datagram).receiver();
        int length = sweep.length(datagram);
        if (length > ReceiveBatch.LONGEST_DATAGRAM) {
            receiver.reject(Outcome.OVERSIZE);
            sweep.settle(datagram, Outcome.OVERSIZE, 0);
            return Outcome.OVERSIZE;
        }
        Outcome outcome;
        try {
            Outcome shaken = receiver.receiveHandshake(
                    sweep.arena(), sweep.offset(datagram), length, sweep.source(datagram), sweep.isControl(datagram));
            outcome = shaken == null ? receiveMedia(receiver, sweep, datagram, length) : shaken;
        } catch (RuntimeException e) {
            outcome = onFault(sweep, datagram, e);
        }
        sweep.settle(datagram, outcome, outcome.isKept() ? receiver.plainLength() : 0);
        return outcome;
    }

    private static Outcome receiveMedia(StreamReceiver receiver, Sweep sweep, int datagram, int length) {
        return receiver.receive(
                sweep.arena(),
                sweep.offset(datagram),
                length,
                sweep.source(datagram),
                sweep.arrivalMicros(datagram),
                sweep.arrivalNanos(datagram));
    }

    /** A fault of ours: it costs this packet, not the lane. */
    private Outcome onFault(Sweep sweep, int datagram, RuntimeException fault) {
        sweep.stream(datagram).receiver().reject(Outcome.FAILED);
        if (faults.permits(sweep.nowNanos())) {
            LOG.atError()
                    .addKeyValue("recording", sweep.call(datagram).recording())
                    .setCause(fault)
                    .log("a packet could not be handled");
        }
        return Outcome.FAILED;
    }

    private static byte[] json(List<StreamAccount> account) {
        try {
            return JSON.writeValueAsBytes(account);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an account is numbers and names, which JSON can hold", e);
        }
    }
}
