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
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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

    /** Headers on which dialogs and transactions rest, and the body's type; long names in lower case. */
    private static final List<String> SINGLE = List.of("from", "to", "call-id", "cseq", "max-forwards", "content-type");

    private static final String COOKIE = "z9hG4bK";

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
        for (String name : SINGLE) {
            if (isAmbiguous(wire.head(), name)) {
                throw refused("ambiguous", "A header that may stand once has two values");
            }
        }
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
        if (message instanceof SIPRequest request) {
            if (!request.getMethod().equals(request.getCSeq().getMethod())) {
                throw refused("cseq-method", "CSeq names another method");
            }
            checkBranch(request);
        }
        message.setApplicationData(wire);
        return message;
    }

    /** The stack takes the first, another element on the way may have taken the second. */
    private static boolean isAmbiguous(SipHead head, String name) {
        return head.lines().stream()
                        .filter(line -> line.name().equals(name))
                        .map(SipHead.Line::value)
                        .distinct()
                        .count()
                > 1;
    }

    /**
     * RFC 3261, 8.1.1.7 demands a branch that begins with the cookie and is unique. The stack would compare a request without
     * one with every transaction it holds, and take two clients' bare cookies for one transaction. A client of RFC 2543 that
     * sends none has none to compare in the response, so it is given one, the same for each repetition (17.2.3).
     */
    private void checkBranch(SIPRequest request) throws ParseException {
        Via via = request.getTopmostVia();
        String branch = via.getBranch();
        if (branch == null) {
            String transaction = request.getCallId().getCallId()
                    + " " + request.getCSeq().getSeqNumber()
                    + " " + request.getFromTag()
                    + " " + via.getSentBy().encode();
            via.setBranch(COOKIE
                    + UUID.nameUUIDFromBytes(transaction.getBytes(StandardCharsets.UTF_8))
                            .toString());
        } else if (branch.length() <= COOKIE.length() || !branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())) {
            throw refused("branch", "A Via branch must begin with z9hG4bK and go on");
        }
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
