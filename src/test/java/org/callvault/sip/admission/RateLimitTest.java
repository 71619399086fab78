package org.callvault.sip.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.callvault.config.trunk.AddressRange;
import org.callvault.config.trunk.Trunk;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.Trunks;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private static int taken(RateLimit limit, int tries, long nowNanos) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limit.take(nowNanos) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void twiceTheRateFitsAtOnceAndThenTheRate() {
        RateLimit limit = new RateLimit(10, 0);
        assertThat(taken(limit, 100, 0)).isEqualTo(20);
        assertThat(limit.hasRoom(0)).isFalse();
        assertThat(taken(limit, 100, SECOND)).isEqualTo(10);
        assertThat(taken(limit, 100, SECOND + SECOND / 2)).isEqualTo(5);
        assertThat(taken(limit, 100, 60 * SECOND)).isEqualTo(20);
    }

    @Test
    void askingWhetherThereIsRoomTakesNothing() {
        RateLimit limit = new RateLimit(1, 0);
        assertThat(limit.hasRoom(0)).isTrue();
        assertThat(limit.hasRoom(0)).isTrue();
        assertThat(taken(limit, 10, 0)).isEqualTo(2);
    }

    private static StrangerLimits limits(List<Trunk> known) {
        return new StrangerLimits(new Trunks(known, TrunkProfile.LENIENT), 1);
    }

    private static boolean takesAHundred(StrangerLimits limits, String address) {
        boolean all = true;
        for (int i = 0; i < 100; i++) {
            all &= limits.take(address, 0);
        }
        return all;
    }

    @Test
    void strangersAreLimitedEachForThemselvesAndTrunksNever() {
        Trunk sbc = new Trunk(TrunkProfile.LENIENT, List.of(AddressRange.parse("192.0.2.0/24")), List.of(), List.of());
        StrangerLimits limits = limits(List.of(sbc));
        assertThat(takesAHundred(limits, "203.0.113.1")).isFalse();
        assertThat(limits.take("203.0.113.2", 0)).isTrue();
        assertThat(takesAHundred(limits, "192.0.2.7")).isTrue();
    }

    @Test
    void withoutTrunksThereAreNoStrangers() {
        assertThat(takesAHundred(limits(List.of()), "203.0.113.1")).isTrue();
    }

    @Test
    void aFloodFromEverywhereNeedsNoMoreMemoryThanItsCap() {
        Trunk sbc = new Trunk(TrunkProfile.LENIENT, List.of(), List.of(), List.of("user"));
        StrangerLimits limits = limits(List.of(sbc));
        Set<Boolean> seen = new java.util.HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            seen.add(limits.take("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), 0));
        }
        assertThat(seen).containsExactly(true);
        assertThat(limits.remembered()).isEqualTo(10_000);
    }
}
