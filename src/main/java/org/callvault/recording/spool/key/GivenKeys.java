package org.callvault.recording.spool.key;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.callvault.config.Secret;
import org.callvault.config.Settings;
import org.callvault.recording.spool.SpoolKey;
import org.callvault.recording.spool.SpoolKeys;

/**
 * In the environment, from whatever keeps secrets for this machine.
 *
 * @param beside keys of the data directory, from before there was one in the environment
 */
record GivenKeys(SpoolKey current, List<SpoolKey> before, KeyFiles beside) implements KeyPlace {
    static GivenKeys of(Settings.SpoolKey.Given given, KeyFiles beside) {
        return new GivenKeys(
                key(given.key()), given.former().stream().map(GivenKeys::key).toList(), beside);
    }

    private static SpoolKey key(Secret base64) {
        return SpoolKey.of(Base64.getDecoder().decode(base64.reveal()));
    }

    @Override
    public SpoolKeys load() throws IOException {
        return SpoolKeys.of(current, former());
    }

    @Override
    public List<SpoolKey> former() throws IOException {
        List<SpoolKey> former = new ArrayList<>(before);
        former.addAll(beside.all());
        return former;
    }

    @Override
    public void put(SpoolKey key) throws IOException {
        throw new IOException(
                "the spool key is in the environment, where this command cannot put another: add the present"
                        + " CALLVAULT_SPOOL_KEY to CALLVAULT_SPOOL_FORMER_KEYS, set CALLVAULT_SPOOL_KEY to a new one (openssl rand"
                        + " -base64 32), and then run callvault keys rotate --resume");
    }

    @Override
    public void drop(String id) throws IOException {
        if (before.stream().anyMatch(key -> key.id().equals(id))) {
            throw new IOException("take the key " + id + " out of CALLVAULT_SPOOL_FORMER_KEYS: nothing needs it");
        }
        beside.dropAny(id);
    }

    @Override
    public String described() {
        return "CALLVAULT_SPOOL_KEY";
    }
}
