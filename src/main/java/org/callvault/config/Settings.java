package org.callvault.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.config.output.Outputs;
import org.callvault.config.retention.Retention;
import org.callvault.config.trunk.Trunks;

/** Everything that can be configured, parsed and checked; see reference.conf for meaning and units. */
public record Settings(
        Node node,
        Sip sip,
        Tls tls,
        Digest digest,
        Trunks trunks,
        Media media,
        Session session,
        Recording recording,
        Outputs outputs,
        Spool spool,
        Finishing finishing,
        Sealing sealing,
        StoreSettings store,
        Catalog catalog,
        Signing signing,
        TimeStamping timeStamping,
        Retention retention,
        Disk disk,
        ClusterSettings cluster,
        Admin admin) {

    /**
     * One process.
     *
     * @param dataDirectory holds spool, recordings, catalog, keys */
    public record Node(String name, Path dataDirectory) {}

    /**
     * SIP listeners.
     *
     * @param bind address of all SIP listeners
     * @param publicAddress what Contact names and SDP answers carry
     * @param udpPort 0 switches the listener off, the same for tcpPort
     */
    public record Sip(
            String bind,
            String publicAddress,
            int udpPort,
            int tcpPort,
            int maxMessageBytes,
            int maxConnections,
            Duration idleConnection,
            Duration requestTimeout,
            int maxSetupsPerSecond,
            int maxSetupsPerStranger) {}

    /**
     * SIP over TLS.
     *
     * @param certificate PEM chain, the node's own first
     * @param key PEM private key: PKCS#8, PKCS#1 or SEC 1 (EC)
     * @param clientAuth whether clients are asked for a certificate
     * @param clientCa PEM certificates that vouch for clients
     */
    public record Tls(
            boolean enabled,
            int port,
            Optional<Path> certificate,
            Optional<Path> key,
            ClientAuth clientAuth,
            Optional<Path> clientCa) {
        /** Asks clients for nothing. */
        public Tls(boolean enabled, int port, Optional<Path> certificate, Optional<Path> key) {
            this(enabled, port, certificate, key, ClientAuth.NONE, Optional.empty());
        }
    }

    /** Whether clients are asked for a certificate (RFC 7866, 12.1). */
    public enum ClientAuth {
        NONE,
        /** Asked; one without a certificate may go on, and its trunk decides. */
        OPTIONAL,
        /** Without one there is no connection. */
        REQUIRED
    }

    /**
     * Digest authentication of SIP requests (RFC 8760).
     *
     * @param users file of users; none switches it off
     * @param nonceLifetime after which credentials are challenged anew
     */
    public record Digest(Optional<Path> users, String realm, boolean allowMd5, Duration nonceLifetime) {}

    /**
     * Receiving media.
     *
     * @param srtp whether RTP/SAVP is accepted
     * @param receive how the kernel is asked for datagrams
     * @param receiveBufferBytes asked of the kernel for each socket
     * @param lanes receive lanes; 0 for one per core, within reason
     * @param sweep how often a lane looks at its sockets
     * @param reportInterval how often a stream's reception is reported to its SRC; zero for never
     */
    public record Media(
            boolean srtp,
            boolean sdesOverPlaintext,
            String bind,
            int portMin,
            int portMax,
            Receive receive,
            int receiveBufferBytes,
            int lanes,
            Duration sweep,
            Duration reportInterval,
            Dtls dtls,
            int maxStreamsPerCall,
            int maxStreams) {}

    /**
     * Handshakes that key streams.
     *
     * @param handshakeTimeout the longest that one may take
     * @param maxHandshakes at once
     */
    public record Dtls(Duration handshakeTimeout, int maxHandshakes) {}

    /** How the kernel is asked for datagrams. */
    public enum Receive {
        /** By recvmmsg where a trial shows that it works, else by NIO. */
        AUTO,
        /** All that waits on a socket in one call of Linux; a node that cannot do that does not start. */
        RECVMMSG,
        /** Datagram by datagram, on every system. */
        NIO
    }

    /**
     * Dialogs and how long a silent one lives.
     *
     * @param t1 RFC 3261 T1
     * @param mediaTimeout a call whose media is silent so long, and whose session timer is not fresh, is ended
     * @param holdTimeout the same while every stream is on hold
     * @param rekeyAfter age at which an SRC's SDES keys are asked to be replaced; zero for never
     */
    public record Session(
            Duration t1,
            Duration mediaTimeout,
            Duration holdTimeout,
            Duration checkInterval,
            Duration rekeyAfter,
            Duration catalogWait,
            int maxSessions) {}

    /**
     * Spool and finisher.
     *
     * @param flush how often what was received is forced to disk
     * @param spoolMemoryBytes what a lane holds in memory of what the disk does not take
     * @param ffmpeg "auto", "off" or the path of the program
     * @param silenceAfter how long nothing is heard of a stream before its manifest tells it; zero for never
     * @param minFreeBytes new calls are refused when the disk has less
     */
    public record Recording(
            Duration flush,
            long segmentBytes,
            Duration segmentAge,
            long spoolMemoryBytes,
            int finishers,
            long minFreeBytes,
            String ffmpeg,
            Duration silenceAfter) {}

    /**
     * Where live calls are written.
     *
     * @param alternative directory that takes over where the one in the data directory cannot be written
     * @param alternativeAfter how long that one must fail, or a write to it take
     */
    public record Spool(SpoolKey key, Optional<Path> alternative, Duration alternativeAfter) {}

    /** Where the keys are that wrap the data keys of spooled calls. */
    public sealed interface SpoolKey {
        /** In the data directory, made at the first start. */
        record InFile() implements SpoolKey {}

        /** In a PKCS#12 keystore, made at the first start where it is not there. */
        record InKeystore(Path file, Secret password) implements SpoolKey {}

        /** In the environment: each 32 bytes in base64. */
        record Given(Secret key, List<Secret> former) implements SpoolKey {
            public Given {
                former = List.copyOf(former);
            }
        }
    }

    /**
     * How nodes that share a catalog finish each other's recordings.
     *
     * @param otherSpools data directories of other nodes that can be read here, by the names of those
     * @param waitForParts how long a recording whose packets several nodes have waits for one that can read all
     */
    public record Finishing(Map<String, Path> otherSpools, Duration waitForParts) {
        public Finishing {
            otherSpools = Map.copyOf(otherSpools);
        }
    }

    /**
     * Whether what is kept is encrypted, and for whom.
     *
     * @param recipients PEM files, each with a recipient's certificate; empty keeps recordings in the clear
     * @param readerKey private key of a recipient, with which the API plays sealed recordings back
     */
    public record Sealing(List<Path> recipients, Optional<Path> readerKey) {
        public Sealing {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * The database of recordings.
     *
     * @param url of JDBC for PostgreSQL; empty for the embedded one in the data directory
     * @param user empty where the URL or the system says who
     * @param pool most connections
     * @param connectWithin how long a connection is waited for
     * @param answerWithin how long the answer to a query is
     */
    public record Catalog(
            String url, String user, Secret password, int pool, Duration connectWithin, Duration answerWithin) {
        public boolean isEmbedded() {
            return url.isEmpty();
        }
    }

    /**
     * What manifests are signed with.
     *
     * @param certificate PEM chain, the node's own first; empty with the key, then a node makes an identity for itself
     */
    public record Signing(Optional<Path> certificate, Optional<Path> key) {}

    /**
     * Who is asked when a manifest was signed (RFC 3161).
     *
     * @param url empty asks nobody
     * @param policy under which time stamps are asked for; empty for the authority's own
     * @param certificates PEM files of the authorities that are trusted for time stamps
     * @param answerWithin how long an answer may take
     */
    public record TimeStamping(
            Optional<URI> url, Optional<String> policy, List<Path> certificates, Duration answerWithin) {
        public TimeStamping {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * When a disk that fills up is told, in bytes that are left. Below the critical ones no new call is taken; that of the
     * spool's disk is {@link Recording#minFreeBytes}.
     */
    public record Disk(long dataWarning, long dataCritical, long spoolWarning) {}

    /** The operators' HTTP listener. */
    public record Admin(String bind, int port) {
        public InetSocketAddress address() {
            return new InetSocketAddress(bind, port);
        }
    }
}
