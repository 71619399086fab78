package org.callvault.media;

import java.io.IOException;
import java.net.InetAddress;
import org.callvault.media.socket.ReceiveBuffer;
import org.callvault.media.socket.SocketChoice;
import org.callvault.srtp.transform.Sha1Acceleration;
import org.slf4j.Logger;

/** What a node's log says at its start of how media is received, and what an operator should change. */
final class MediaNotices {
    private MediaNotices() {}

    static void tell(Logger log, SocketChoice choice, InetAddress bound, int bufferBytes) {
        log.atInfo().addKeyValue("by", choice.sockets().name()).log("how media is received: {}", choice.reason());
        Sha1Acceleration.problem().ifPresent(problem -> log.info("SRTP takes more time than it need: {}", problem));
        try {
            ReceiveBuffer buffer = ReceiveBuffer.probe(choice.sockets(), bound, bufferBytes);
            if (!buffer.isEnough()) {
                log.warn("{}. {}.", buffer.found(), buffer.remedy());
            }
        } catch (IOException e) {
            log.warn("no media socket can be opened on {}", bound.getHostAddress(), e);
        }
    }
}
