package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LawTest {
    @Test
    void knownCodesHaveTheValuesOfG711() {
        assertThat(Law.MU.decode(0x00)).isEqualTo((short) -32124);
        assertThat(Law.MU.decode(0x80)).isEqualTo((short) 32124);
        assertThat(Law.MU.decode(0xFF)).isZero();
        assertThat(Law.A.decode(0x2A)).isEqualTo((short) -32256);
        assertThat(Law.A.decode(0xAA)).isEqualTo((short) 32256);
        assertThat(Law.A.decode(0xD5)).isEqualTo((short) 8);
        assertThat(Law.A.decode(0x55)).isEqualTo((short) -8);
    }

    @Test
    void bothLawsAreOddAroundTheirSignBit() {
        for (Law law : Law.values()) {
            for (int code = 0; code < 128; code++) {
                assertThat(law.decode(code)).isEqualTo((short) -law.decode(code | 0x80));
            }
        }
    }

    @Test
    void onlyTheTwoZerosOfMuLawShareALinearValue() {
        assertThat(distinct(Law.MU)).isEqualTo(255);
        assertThat(distinct(Law.A)).isEqualTo(256);
        assertThat(Law.MU.decode(0x7F)).isEqualTo(Law.MU.decode(0xFF));
    }

    private static int distinct(Law law) {
        Set<Short> values = new HashSet<>();
        for (int code = 0; code < 256; code++) {
            values.add(law.decode(code));
        }
        return values.size();
    }
}
