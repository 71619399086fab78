package org.callvault.media;

import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.callvault.config.Settings;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.media.lane.StreamAccount;

/** One node's media over real sockets on loopback, into a fake sink. */
final class MediaNode implements AutoCloseable {
    static final DtlsIdentity DTLS = DtlsIdentity.generate(new SecureRandom(), Instant.EPOCH);
    static final Duration SOON = Duration.ofSeconds(10);

    /** The dispatchers that the pipeline names. */
    static final Config CONFIG = ConfigFactory.parseString("""
            akka.actor.provider = local
            akka.loglevel = WARNING
            callvault.media.receive-dispatcher {
              type = Dispatcher
              executor = thread-pool-executor
              thread-pool-executor.fixed-pool-size = 2
              throughput = 1
            }
            callvault.media.write-dispatcher {
              type = Dispatcher
              executor = thread-pool-executor
              thread-pool-executor.fixed-pool-size = 2
              throughput = 1
            }
            """).withFallback(ConfigFactory.load());

    final FakeSink sink = new FakeSink();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ActorRef<MediaSupervisor.Command> supervisor;
    private final ActorTestKit kit;

    /** A call that was started. */
    record Call(ActorRef<CallMedia.Command> media, List<StreamPorts> ports) {
        int rtp(int stream) {
            return ports.get(stream).rtp();
        }

        int rtcp(int stream) {
            return ports.get(stream).rtcp();
        }
    }

    /** Leases ports from this range, which other tests should not use. */
    MediaNode(ActorTestKit kit, Settings.Receive receive, int receiveBuffer, int portMin, int portMax) {
        this.kit = kit;
        Settings.Media settings = new Settings.Media(
                true,
                false,
                "127.0.0.1",
                portMin,
                portMax,
                receive,
                receiveBuffer,
                1,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                new Settings.Dtls(Duration.ofSeconds(20), 100),
                4,
                1000);
        this.supervisor = kit.spawn(
                MediaSupervisor.create(settings, DTLS, Duration.ofMillis(100), sink, metrics, InstantSource.system()));
    }

    MediaSupervisor.StartReply tryStart(String recording, List<StreamPlan> streams) {
        TestProbe<MediaSupervisor.StartReply> probe = kit.createTestProbe();
        byte[] description = ("{\"id\":\"" + recording + "\"}").getBytes(StandardCharsets.UTF_8);
        supervisor.tell(new MediaSupervisor.StartCall(recording, streams, description, probe.getRef()));
        return probe.receiveMessage(SOON);
    }

    Call start(String recording, StreamPlan... streams) {
        return switch (tryStart(recording, List.of(streams))) {
            case MediaSupervisor.Started started -> new Call(started.media(), started.ports());
            case MediaSupervisor.StartRefused refused -> throw new AssertionError(refused);
        };
    }

    CallMedia.UpdateReply update(Call call, StreamPlan... streams) {
        TestProbe<CallMedia.UpdateReply> probe = kit.createTestProbe();
        call.media().tell(new CallMedia.Update(List.of(streams), probe.getRef()));
        return probe.receiveMessage(SOON);
    }

    /** There is none before the lane has looked at its commands. */
    StreamAccount account(Call call, int stream) {
        return await().atMost(SOON)
                .until(() -> accounts(call), accounts -> accounts.size() > stream)
                .get(stream);
    }

    private List<StreamAccount> accounts(Call call) {
        TestProbe<CallMedia.Activity> probe = kit.createTestProbe();
        call.media().tell(new CallMedia.GetActivity(probe.getRef()));
        return probe.receiveMessage(SOON).streams();
    }

    List<StreamAccount> hangUp(Call call) {
        TestProbe<CallMedia.Closed> probe = kit.createTestProbe();
        call.media().tell(new CallMedia.Close(probe.getRef()));
        return probe.receiveMessage(SOON).streams();
    }

    double counted(String meter, String... tags) {
        Counter counter = metrics.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    int portsLeased() {
        return (int) metrics.get("callvault.media.ports.leased").gauge().value();
    }

    void stop() {
        TestProbe<Done> probe = kit.createTestProbe();
        supervisor.tell(new MediaSupervisor.Stop(probe.getRef()));
        probe.receiveMessage(SOON);
    }

    @Override
    public void close() {
        kit.stop(supervisor);
    }
}
