package org.callvault.siprec.metadata;

import java.util.LinkedHashSet;
import java.util.Set;
import org.callvault.siprec.xml.XmlElement;
import org.jspecify.annotations.Nullable;

/** A participant while its parts are gathered from several elements of a document. */
final class ParticipantDraft {
    final Set<String> sends = new LinkedHashSet<>();
    final Set<String> receives = new LinkedHashSet<>();
    private final String id;
    private @Nullable String aor;
    private @Nullable String name;

    ParticipantDraft(String id) {
        this.id = id;
    }

    /**
     * Takes in address and name: {@code <nameID aor="sip:a@b"><name>A</name></nameID>}, or the {@code aor} and {@code name}
     * elements of the drafts. The first that is there stays.
     */
    void describe(XmlElement participant) {
        for (XmlElement nameId : participant.children("nameid")) {
            address(nameId.attribute("aor"));
            address(nameId.childText("aor"));
            displayName(nameId.childText("name"));
        }
        address(participant.childText("aor"));
        address(participant.attribute("aor"));
        displayName(participant.childText("name"));
    }

    MetadataParticipant finish() {
        return new MetadataParticipant(id, aor, name, sends, receives);
    }

    private void address(@Nullable String found) {
        aor = aor == null && found != null && !found.isEmpty() ? found : aor;
    }

    private void displayName(@Nullable String found) {
        name = name == null ? found : name;
    }
}
