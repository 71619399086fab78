package org.callvault.config.trunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All trunks of a node.
 *
 * @param known in the order of their precedence
 * @param others for requests that none of them matches
 */
public record Trunks(List<Trunk> known, TrunkProfile others) {
    /** Nobody is told apart, nobody is kept out. */
    public static final Trunks OPEN = new Trunks(List.of(), TrunkProfile.LENIENT);

    public Trunks {
        known = List.copyOf(known);
    }

    /**
     * The profile of a request.
     *
     * @param address IP literal that it came from
     * @param certificateNames names in the verified client certificate of its connection; none without one
     * @param user that it authenticated as; null where it has not (yet)
     */
    public TrunkProfile match(String address, List<String> certificateNames, @Nullable String user) {
        return known.stream()
                .filter(trunk -> trunk.matches(address, certificateNames, user))
                .map(Trunk::profile)
                .findFirst()
                .orElse(others);
    }

    /** The profile of that name; the one for others where there is none of it any more. */
    public TrunkProfile named(String name) {
        return known.stream()
                .map(Trunk::profile)
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElse(others);
    }

    /** Whether the address belongs to a trunk: limits for strangers never throttle it. */
    public boolean knowsAddress(String address) {
        return known.stream().flatMap(trunk -> trunk.addresses().stream()).anyMatch(range -> range.contains(address));
    }
}
