package org.callvault.siprec.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.callvault.siprec.xml.XmlElement;
import org.jspecify.annotations.Nullable;

/** Gathers the elements that the standard does not know, with the element that holds them. */
final class ExtensionCollector {
    private static final String STANDARD_NAMESPACES = "urn:ietf:params:xml:ns:";
    private static final String CONTAINER = "extensiondata";

    private final String rootNamespace;
    private final List<Extension> extensions = new ArrayList<>();

    ExtensionCollector(String rootNamespace) {
        this.rootNamespace = rootNamespace;
    }

    List<Extension> extensions() {
        return extensions;
    }

    /** Of a foreign namespace; any suffix of the standard's namespace is at home. */
    boolean isForeign(XmlElement element) {
        String namespace = element.namespace().toLowerCase(Locale.ROOT);
        return !namespace.isEmpty()
                && !element.namespace().equals(rootNamespace)
                && !namespace.startsWith(STANDARD_NAMESPACES);
    }

    /** Keeps those children that are foreign or not among the known ones. */
    void collect(@Nullable String ownerId, XmlElement holder, Set<String> knownKeys) {
        for (XmlElement child : holder.children()) {
            if (isForeign(child) || !knownKeys.contains(child.key())) {
                add(ownerId, child);
            }
        }
    }

    void add(@Nullable String ownerId, XmlElement element) {
        if (element.key().equals(CONTAINER)) {
            element.children().forEach(child -> add(ownerId, child));
            return;
        }
        if (element.children().isEmpty()) {
            addLeaf(ownerId, element);
            return;
        }
        extensions.add(new Extension(ownerId, element.namespace(), element.name(), element.toXml()));
        leaves(ownerId, element);
    }

    /** What an element holds can be found by its own name too. */
    private void leaves(@Nullable String ownerId, XmlElement holder) {
        for (XmlElement child : holder.children()) {
            if (child.children().isEmpty()) {
                addLeaf(ownerId, child);
            } else {
                leaves(ownerId, child);
            }
        }
    }

    private void addLeaf(@Nullable String ownerId, XmlElement leaf) {
        extensions.add(new Extension(ownerId, leaf.namespace(), leaf.name(), leaf.text()));
    }
}
