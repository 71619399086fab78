package org.callvault.security.digest;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who may authenticate, in one realm: for each user and hash what is stored of the password. */
public final class Users {
    private final String realm;
    private final Map<String, Map<DigestAlgorithm, String>> byName = new HashMap<>();
    private final Map<String, String> byHash = new HashMap<>();

    /**
     * Users of a realm; entries of others are left aside.
     *
     * @param entries in any order
     */
    public Users(String realm, List<UserEntry> entries) {
        this.realm = realm;
        for (UserEntry entry : entries) {
            if (entry.realm().equals(realm)) {
                byName.computeIfAbsent(entry.user(), unseen -> new EnumMap<>(DigestAlgorithm.class))
                        .put(entry.algorithm(), entry.ha1());
                byHash.put(entry.algorithm().hash(entry.user() + ":" + realm), entry.user());
            }
        }
    }

    String realm() {
        return realm;
    }

    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    /** The hashes that at least one user can answer with. */
    Set<DigestAlgorithm> hashes() {
        return byName.values().stream()
                .flatMap(stored -> stored.keySet().stream())
                .collect(Collectors.toSet());
    }

    /** The name that credentials mean, be it in the clear or hashed (RFC 7616, 3.4.4). */
    Optional<String> named(DigestCredentials credentials) {
        return credentials.userHashed()
                ? Optional.ofNullable(byHash.get(credentials.user()))
                : Optional.of(credentials.user()).filter(byName::containsKey);
    }

    Optional<String> ha1(String user, DigestAlgorithm algorithm) {
        return Optional.ofNullable(byName.getOrDefault(user, Map.of()).get(algorithm));
    }
}
