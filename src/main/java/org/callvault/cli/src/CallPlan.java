package org.callvault.cli.src;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.callvault.srtp.SrtpSuite;

/**
 * What a test call is made of.
 *
 * @param suite of its SRTP streams, keyed by SDES; empty for plain RTP
 * @param audio one source for each stream
 * @param codec that the audio is in
 * @param reportEvery how often each source sends an RTCP report
 * @param login for recorders that ask for credentials
 * @param rtcpMux whether RTP and RTCP share one port (RFC 5761)
 * @param dtls whether its streams are SRTP, keyed by DTLS (RFC 5764)
 */
public record CallPlan(
        CallTarget target,
        Optional<SrtpSuite> suite,
        List<AudioSource> audio,
        CallCodec codec,
        Duration reportEvery,
        Optional<Login> login,
        boolean rtcpMux,
        boolean dtls) {
    /** The usual interval (RFC 3550, 6.2). */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    public CallPlan(CallTarget target, boolean encrypted, List<AudioSource> audio) {
        this(
                target,
                encrypted ? Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80) : Optional.empty(),
                audio,
                CallCodec.PCMU,
                REPORT_EVERY,
                Optional.empty(),
                false,
                false);
    }

    /** Whether its streams are SRTP, however they are keyed. */
    public boolean isEncrypted() {
        return dtls || suite.isPresent();
    }

    /** The same with SRTP of another suite. */
    public CallPlan with(SrtpSuite another) {
        return new CallPlan(target, Optional.of(another), audio, codec, reportEvery, login, rtcpMux, dtls);
    }

    /** The same with audio of another codec. */
    public CallPlan in(CallCodec another) {
        return new CallPlan(target, suite, audio, another, reportEvery, login, rtcpMux, dtls);
    }

    /** The same by somebody who can authenticate. */
    public CallPlan by(Login somebody) {
        return new CallPlan(target, suite, audio, codec, reportEvery, Optional.of(somebody), rtcpMux, dtls);
    }

    /** The same with reports at another interval. */
    public CallPlan reporting(Duration every) {
        return new CallPlan(target, suite, audio, codec, every, login, rtcpMux, dtls);
    }

    /** The same with one port for RTP and RTCP of a stream. */
    public CallPlan multiplexed() {
        return new CallPlan(target, suite, audio, codec, reportEvery, login, true, dtls);
    }

    /** The same with SRTP that is keyed by DTLS, on one port for RTP and RTCP. */
    public CallPlan keyedByDtls() {
        return new CallPlan(target, Optional.empty(), audio, codec, reportEvery, login, true, true);
    }

    public CallPlan {
        audio = List.copyOf(audio);
        if (audio.isEmpty()) {
            throw new IllegalArgumentException("a call has at least one stream");
        }
    }
}
