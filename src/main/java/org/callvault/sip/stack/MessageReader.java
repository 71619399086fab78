package org.callvault.sip.stack;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Set;
import org.callvault.sip.SipMetrics;
import org.callvault.sip.wire.HeadResult;
import org.callvault.sip.wire.SipFramer;
import org.callvault.sip.wire.SipHead;
import org.callvault.sip.wire.WireMessage;
import org.jspecify.annotations.Nullable;

/**
 * The stack's parser behind a guard: it gets the head alone, its failures become {@link ParseException}s with reasons of our
 * own (the stack puts them into reason phrases), and each message carries its {@link WireMessage} as application data.
 */
public final class MessageReader implements MessageParser {
    private static final Set<Class<?>> VITAL = Set.of(
            From.class,
            To.class,
            CSeq.class,
            Via.class,
            CallID.class,
            ContentLength.class,
            RequestLine.class,
            StatusLine.class);

    private final StringMsgParser parser = new StringMsgParser();
    private final SipMetrics metrics;

    public MessageReader(SipMetrics metrics) {
        this.metrics = metrics;
    }

    /** What the message carried as received. */
    public static WireMessage wire(SIPMessage message) {
        return (WireMessage) message.getApplicationData();
    }

    /** Reads a datagram; null for one that holds line ends only. */
    @Override
    @SuppressWarnings("NullAway") // The stack's contract, which knows no annotations: null stands for a keep-alive.
    public @Nullable SIPMessage parseSIPMessage(
            byte[] datagram, boolean readBody, boolean strict, ParseExceptionListener listener) throws ParseException {
        int start = 0;
        while (start < datagram.length && datagram[start] <= ' ') {
            start++;
        }
        if (start == datagram.length) {
            return null;
        }
        byte[] bytes = start == 0 ? datagram : Arrays.copyOfRange(datagram, start, datagram.length);
        int blankLine = SipFramer.headLength(bytes, 0, bytes.length);
        int headLength = blankLine < 0 ? bytes.length : blankLine;
        return switch (SipHead.parse(bytes, 0, headLength)) {
            case HeadResult.Malformed malformed -> throw refused("malformed", malformed.reason());
            case SipHead head -> {
                if (head.contentLength() > bytes.length - headLength) {
                    // Taken all the same: the datagram is the bound (some SRCs count wrongly).
                    metrics.rejected("content-length-beyond-datagram");
                }
                yield read(new WireMessage(head, bytes, headLength));
            }
        };
    }

    /**
     * Reads a message whose bounds are known.
     *
     * @throws ParseException with a message that is fit for a reason phrase
     */
    public SIPMessage read(WireMessage wire) throws ParseException {
        SIPMessage message = parse(wire.headBytes());
        if (message.getFrom() == null
                || message.getTo() == null
                || message.getCallId() == null
                || message.getCSeq() == null
                || message.getTopmostVia() == null) {
            throw refused("missing-header", "From, To, Call-ID, CSeq and Via are mandatory");
        }
        String callId = message.getCallId().getCallId();
        if (callId.isEmpty() || callId.length() > 255) {
            throw refused("call-id", "Call-ID must have 1 to 255 characters");
        }
        if (message instanceof SIPRequest request
                && !request.getMethod().equals(request.getCSeq().getMethod())) {
            throw refused("cseq-method", "CSeq names another method");
        }
        message.setApplicationData(wire);
        return message;
    }

    private SIPMessage parse(byte[] head) throws ParseException {
        try {
            SIPMessage message = parser.parseSIPMessage(head, false, false, this::onBadHeader);
            if (message == null) {
                throw refused("malformed", "Not a SIP message");
            }
            return message;
        } catch (ParseException | RuntimeException unreadable) {
            // The parser answers some input with NullPointerException and the like.
            throw unreadable instanceof ParseException refused && refused.getErrorOffset() == OURS
                    ? refused
                    : refused("unparsable", "A header cannot be parsed");
        }
    }

    /** Marks the exceptions whose text is ours; the parser's own hold text from the wire. */
    private static final int OURS = Integer.MIN_VALUE;

    private ParseException refused(String reason, String text) {
        metrics.rejected(reason);
        return new ParseException(text, OURS);
    }

    private void onBadHeader(ParseException cause, SIPMessage message, Class<?> header, String text, String whole)
            throws ParseException {
        if (header == null || VITAL.contains(header)) {
            throw cause;
        }
        message.addUnparsed(text);
    }
}
