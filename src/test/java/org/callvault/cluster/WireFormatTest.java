package org.callvault.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.callvault.dtls.DtlsRole;
import org.callvault.dtls.Fingerprint;
import org.callvault.media.CallMedia;
import org.callvault.media.DtlsPlan;
import org.callvault.media.FindReply;
import org.callvault.media.MediaRefusal;
import org.callvault.media.MediaSupervisor;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.Recorded;
import org.callvault.session.MediaHost;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.MediaPlace;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nodes say to each other, against bytes that were recorded when its shape was made: nodes of two versions run side by side
 * while they are renewed. A file that is missing is written, and fails the test once; one that is there is never changed.
 */
class WireFormatTest {
    private static final Path RECORDED = Path.of("src/test/resources/cluster/v1");
    private static final ObjectMapper CBOR = new CBORMapper();
    private static final ActorTestKit KIT = ActorTestKit.create("callvault", config());
    private static final Serialization SERIALIZATION =
            SerializationExtension.get(akka.actor.typed.javadsl.Adapter.toClassic(KIT.system()));

    private static Config config() {
        return ConfigFactory.parseString("akka.loglevel = WARNING")
                .withFallback(ConfigFactory.parseResources("akka.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Class<?>> kinds() throws ClassNotFoundException {
        List<Class<?>> kinds = new ArrayList<>();
        for (String bound :
                config().getObject("akka.actor.serialization-bindings").keySet()) {
            if (bound.startsWith("org.callvault.")) {
                collect(Class.forName(bound), kinds);
            }
        }
        return kinds.stream();
    }

    /** Private messages and those of one package never leave their node. */
    private static void collect(Class<?> type, List<Class<?>> kinds) {
        if (!type.isInterface()) {
            if (!Modifier.isPrivate(type.getModifiers())) {
                kinds.add(type);
            }
        } else if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, kinds);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasRecordedIsStillRead(Class<?> kind) throws Exception {
        Path file = RECORDED.resolve(kind.getSimpleName() + ".cbor");
        if (!Files.exists(file)) {
            Files.createDirectories(RECORDED);
            Files.write(file, SERIALIZATION.serialize(sample(kind)).get());
            throw new AssertionError(file + " was missing and has been written: look at it, and keep it");
        }
        byte[] bytes = Files.readAllBytes(file);
        Object read = read(bytes, kind);
        assertThat(read).isInstanceOf(kind);
        JsonNode recorded = CBOR.readTree(bytes);
        JsonNode again = CBOR.readTree(SERIALIZATION.serialize(read).get());
        assertHolds(again, recorded, kind.getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatANewerNodeAddsIsIgnored(Class<?> kind) throws Exception {
        ObjectNode newer =
                (ObjectNode) CBOR.readTree(SERIALIZATION.serialize(sample(kind)).get());
        newer.put("addedByANewerVersion", 7);
        newer.putObject("andAnother").put("inside", "of it");
        assertThat(read(CBOR.writeValueAsBytes(newer), kind)).isInstanceOf(kind);
    }

    @Test
    void aNodeThatIsTooOldToNameItsZoneIsInNone() throws Exception {
        Object read = read(Files.readAllBytes(RECORDED.resolve("Heard.cbor")), NodeDirectory.Heard.class);
        assertThat(((NodeDirectory.Heard) read).card().zone()).isEmpty();
    }

    @Test
    void nothingElseIsRecordedAndNothingIsRecordedTwice() throws Exception {
        Set<String> names = new TreeSet<>();
        assertThat(kinds().map(kind -> kind.getSimpleName() + ".cbor")).allSatisfy(name -> assertThat(names.add(name))
                .as("%s is the name of two kinds", name)
                .isTrue());
        try (Stream<Path> files = Files.list(RECORDED)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void javaSerialisationIsOff() {
        assertThatThrownBy(() ->
                        SERIALIZATION.serialize(new ArrayList<>(List.of("x"))).get())
                .hasMessageContaining("disabled");
    }

    private static Object read(byte[] bytes, Class<?> kind) throws Exception {
        int serializer = SERIALIZATION.serializerFor(kind).identifier();
        return SERIALIZATION.deserialize(bytes, serializer, kind.getName()).get();
    }

    private static void assertHolds(JsonNode whole, JsonNode part, String where) {
        if (part.isObject()) {
            part.properties()
                    .forEach(member ->
                            assertHolds(whole.path(member.getKey()), member.getValue(), where + "." + member.getKey()));
        } else if (part.isArray() && part.size() == whole.size()) {
            for (int i = 0; i < part.size(); i++) {
                assertHolds(whole.get(i), part.get(i), where + "[" + i + "]");
            }
        } else {
            assertThat(whole).as(where).isEqualTo(part);
        }
    }

    private static Object sample(Class<?> kind) {
        return Objects.requireNonNull(Samples.ALL.get(kind), "no sample of it");
    }

    /** One of each kind, with nothing left out. */
    private static final class Samples {
        private static final Map<Class<?>, Object> ALL = new LinkedHashMap<>();
        private static final CallId CALL = new CallId("a84b4c76e66710@192.0.2.1");
        private static final SipPeer PEER =
                new SipPeer("192.0.2.1", 34567, SipTransport.TLS, "192.0.2.9", 5063, "node-2");
        private static final byte[] BODY = "v=0\r\n".getBytes(StandardCharsets.UTF_8);
        private static final Fingerprint FINGERPRINT = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1});

        static {
            session();
            media();
            node();
        }

        private static void add(Object message) {
            ALL.put(message.getClass(), message);
        }

        private static <T> ActorRef<T> ref() {
            return KIT.<T>createTestProbe().ref();
        }

        private static void session() {
            add(new SessionCommand.Handle(
                    new SipRequest(
                            "INVITE 192.0.2.1 z9hG4bK776 192.0.2.1:5061",
                            "INVITE",
                            "sips:srs@192.0.2.9",
                            CALL,
                            "1928301774",
                            "a6c85cf",
                            314159,
                            "<sips:sbc@192.0.2.1>;tag=1928301774",
                            "<sips:srs@192.0.2.9>;tag=a6c85cf",
                            "<sips:sbc@192.0.2.1>;+sip.src",
                            List.of("<sips:proxy.example.com;lr>"),
                            Map.of("supported", List.of("timer"), "via", List.of("a", "b")),
                            "application/sdp",
                            BODY,
                            PEER,
                            "frankfurt"),
                    ref()));
            add(new SessionCommand.Cancel("INVITE 192.0.2.1 z9hG4bK776", ref()));
            add(new SessionCommand.Answered(
                    new SipAnswer(CALL, "INVITE", 2, 200, "<sips:sbc@192.0.2.1>", Map.of("x", List.of("y")), BODY)));
            add(new SessionCommand.Pause(true, ref()));
            add(new SessionCommand.End("shutdown"));
            add(new SessionCommand.Wake());
            add(new SessionCommand.MediaNodeLost("node-3"));
            add(new SessionCommand.SipReply(
                    "INVITE 192.0.2.1 z9hG4bK776",
                    new SipResponse(
                            200,
                            "OK",
                            "a6c85cf",
                            List.of(new SipHeader("Require", "timer")),
                            "application/sdp",
                            BODY)));
            add(new SessionCommand.PauseReply(true));
            add(new OutboundRequest(
                    "INVITE",
                    CALL,
                    "<sips:srs@192.0.2.9>",
                    "a6c85cf",
                    "<sips:sbc@192.0.2.1>",
                    "1928301774",
                    1,
                    "sips:sbc@192.0.2.1",
                    List.of("<sips:proxy.example.com;lr>"),
                    PEER,
                    List.of(new SipHeader("Supported", "timer")),
                    "application/sdp",
                    BODY));
        }

        private static void media() {
            StreamPorts ports = new StreamPorts(0, 20000, 20001);
            add(new MediaHost.Start(
                    new MediaSupervisor.StartCall(Recorded.id(1).value(), List.of(sdes(), dtls()), BODY, ref())));
            add(new MediaHost.Find(new MediaSupervisor.FindCall(Recorded.id(1).value(), ref())));
            add(new MediaHost.Finish(Recorded.description(Recorded.id(1), null, "PCMU/8000")));
            add(new MediaSupervisor.Started(ref(), List.of(ports)));
            add(new MediaSupervisor.StartRefused(MediaRefusal.PORTS_EXHAUSTED, "no port is free"));
            add(new FindReply.Found(ref(), List.of(sdes(), dtls()), List.of(ports)));
            add(new FindReply.NotFound());
            add(new CallMedia.Update(List.of(sdes()), ref()));
            add(new CallMedia.Acknowledge());
            add(new CallMedia.Describe(BODY));
            add(new CallMedia.GetActivity(ref()));
            add(new CallMedia.Close(ref()));
            add(new CallMedia.Updated(List.of(ports)));
            add(new CallMedia.UpdateRefused(MediaRefusal.FAILED, "the call is closing"));
            StreamAccount account =
                    new StreamAccount(0, 1500, 2, 1, 0, 0, 6, Map.of("replayed", 3L), 12, 1_764_000_000L, 9L);
            add(new CallMedia.Activity(List.of(account)));
            add(new CallMedia.Closed(List.of(account)));
        }

        private static StreamPlan sdes() {
            byte[] key = new byte[SrtpSuite.AES_CM_128_HMAC_SHA1_80.keyAndSaltLength()];
            for (int i = 0; i < key.length; i++) {
                key[i] = (byte) i;
            }
            SrtpMasterKey master = SrtpMasterKey.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, key);
            SrtpKeyParams theirs = SrtpKeyParams.of(List.of(master), List.of(new byte[] {1, 2}), 5);
            return new StreamPlan(
                    0, true, true, theirs, SrtpKeyParams.of(master), InetAddress.ofLiteral("192.0.2.1"), 40001);
        }

        private static StreamPlan dtls() {
            DtlsPlan plan = new DtlsPlan(DtlsRole.SERVER, Set.of(FINGERPRINT), "theirs", "ours", 40002);
            return new StreamPlan(1, true, false, null, null, InetAddress.ofLiteral("2001:db8::1"), 40003, plan);
        }

        private static void node() {
            MediaPlace place = new MediaPlace("node-2", "192.0.2.9", FINGERPRINT);
            add(new NodeDirectory.Heard(new NodeCard(
                    place, 77, "192.0.2.9:25520", NodeState.SERVING, 12, 6, "0.1.0", ref(), ref(), "hall-1")));
        }
    }
}
