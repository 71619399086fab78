package org.callvault.config.trunk;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A profile and whom it is for. Of each kind that is given one must match; a trunk without any matches nobody.
 *
 * @param addresses of the peer
 * @param certificates names in the peer's certificate, in lower case; "*.example.com" stands for one label
 * @param users that authenticated by digest
 */
public record Trunk(TrunkProfile profile, List<AddressRange> addresses, List<String> certificates, List<String> users) {
    public Trunk {
        addresses = List.copyOf(addresses);
        certificates =
                certificates.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        users = List.copyOf(users);
    }

    boolean matches(String address, List<String> certificateNames, @Nullable String user) {
        if (addresses.isEmpty() && certificates.isEmpty() && users.isEmpty()) {
            return false;
        }
        return (addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address)))
                && (certificates.isEmpty() || certificateNames.stream().anyMatch(this::isCertified))
                && (users.isEmpty() || (user != null && users.contains(user)));
    }

    private boolean isCertified(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return certificates.contains(lower) || (dot > 0 && certificates.contains("*" + lower.substring(dot)));
    }
}
