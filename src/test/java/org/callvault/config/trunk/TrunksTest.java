package org.callvault.config.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.callvault.config.trunk.TrunkProfile.AnswerStyle;
import org.callvault.config.trunk.TrunkProfile.PauseStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrunksTest {
    private static final Trunks TRUNKS = new Trunks(
            List.of(
                    trunk("both", List.of("192.0.2.0/24"), List.of("SBC.example.com"), List.of()),
                    trunk("range", List.of("192.0.2.0/25", "2001:db8::/32"), List.of(), List.of()),
                    trunk("certified", List.of(), List.of("*.paris.example.com"), List.of()),
                    trunk("user", List.of(), List.of(), List.of("sbc7"))),
            TrunkProfile.LENIENT);

    private static Trunk trunk(String name, List<String> addresses, List<String> certificates, List<String> users) {
        TrunkProfile profile = new TrunkProfile(
                name, true, false, false, false, false, false, Set.of(), AnswerStyle.ALL_CODECS, PauseStyle.RE_INVITE);
        return new Trunk(profile, addresses.stream().map(AddressRange::parse).toList(), certificates, users);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.5,   sbc.example.com,       , both",
        "192.0.2.5,                   ,       , range",
        "192.0.2.128, sbc.example.com,       , both",
        "192.0.2.128,                 ,       , default",
        "2001:db8::1,                 ,       , range",
        "2001:db9::1,                 ,       , default",
        "10.0.0.1,    a.paris.example.com,   , certified",
        "10.0.0.1,    paris.example.com,     , default",
        "10.0.0.1,    a.b.paris.example.com, , default",
        "10.0.0.1,                    , sbc7, user",
        "10.0.0.1,                    , sbc8, default",
        "no address,                  ,       , default",
    })
    void theFirstTrunkThatFitsInEveryKindCounts(
            String address, @Nullable String certificate, @Nullable String user, String expected) {
        List<String> names = certificate == null ? List.of() : List.of("other.example.com", certificate);
        assertThat(TRUNKS.match(address, names, user).name()).isEqualTo(expected);
    }

    @Test
    void aProfileIsFoundAgainByNameAndOneThatIsGoneIsTheDefault() {
        assertThat(TRUNKS.named("user").name()).isEqualTo("user");
        assertThat(TRUNKS.named("removed")).isEqualTo(TrunkProfile.LENIENT);
    }

    @Test
    void addressesOfTrunksAreKnown() {
        assertThat(TRUNKS.knowsAddress("192.0.2.200")).isTrue();
        assertThat(TRUNKS.knowsAddress("203.0.113.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0/33", "192.0.2.0/-1", "sbc.example.com", "192.0.2.0/", "192.0.2/24x", "2001:db8::/129"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPrefixOfNothingHoldsEveryAddressOfItsFamily() {
        assertThat(AddressRange.parse("0.0.0.0/0").contains("203.0.113.9")).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains("::1")).isFalse();
    }
}
