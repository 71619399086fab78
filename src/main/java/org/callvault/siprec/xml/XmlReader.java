package org.callvault.siprec.xml;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text into elements within bounds; used once. No document type is taken, so there are neither entities to expand nor
 * files to fetch. Prefixes are resolved here, because clients use some that they never declare.
 */
public final class XmlReader {
    static final int MAX_DEPTH = 32;
    static final int MAX_ELEMENTS = 5_000;
    private static final int MAX_ATTRIBUTES = 64;

    private final Deque<Open> open = new ArrayDeque<>();
    private int elements;
    private @Nullable XmlElement root;

    private XmlReader() {}

    /** An element whose end has not come yet. */
    private record Open(
            String name,
            Map<String, String> attributes,
            Map<String, String> prefixes,
            List<XmlElement> children,
            StringBuilder text) {
        XmlElement close() {
            int colon = name.indexOf(':');
            String namespace = prefixes.getOrDefault(colon < 0 ? "" : name.substring(0, colon), "");
            return new XmlElement(
                    namespace,
                    name.substring(colon + 1),
                    attributes,
                    children,
                    text.toString().strip());
        }
    }

    public static ParsedXml read(String text) {
        if (text.contains("<!DOCTYPE")) {
            return new ParsedXml.Forbidden("document type declaration");
        }
        try {
            return new XmlReader().readEvents(reader(text));
        } catch (XMLStreamException | RuntimeException broken) {
            // The JDK's reader throws unchecked exceptions too on some texts that are not well-formed.
            return new ParsedXml.Broken();
        }
    }

    private static XMLStreamReader reader(String text) throws XMLStreamException {
        // The JDK's own, whatever else is on the class path: its settings are known.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(new StringReader(text));
    }

    private ParsedXml readEvents(XMLStreamReader events) throws XMLStreamException {
        while (events.hasNext()) {
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
                        return new ParsedXml.Forbidden("too many or too deeply nested elements");
                    }
                    if (events.getAttributeCount() > MAX_ATTRIBUTES) {
                        return new ParsedXml.Forbidden("too many attributes");
                    }
                    start(events);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(events.getText());
                case XMLStreamConstants.END_ELEMENT -> end();
                default -> {}
            }
        }
        return root == null ? new ParsedXml.Broken() : new ParsedXml.Document(root);
    }

    private void start(XMLStreamReader events) {
        Open parent = open.peek();
        Map<String, String> prefixes = parent == null ? Map.of() : parent.prefixes();
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> declared = new HashMap<>();
        for (int i = 0; i < events.getAttributeCount(); i++) {
            String prefix = Objects.requireNonNullElse(events.getAttributePrefix(i), "");
            String name = events.getAttributeLocalName(i);
            String value = events.getAttributeValue(i);
            if (prefix.equals("xmlns")) {
                declared.put(name, value);
            } else if (prefix.isEmpty() && name.equals("xmlns")) {
                declared.put("", value);
            } else {
                attributes.putIfAbsent(name, value);
            }
        }
        Map<String, String> visible = declared.isEmpty() ? prefixes : joined(prefixes, declared);
        open.push(new Open(events.getLocalName(), attributes, visible, new ArrayList<>(), new StringBuilder()));
    }

    private static Map<String, String> joined(Map<String, String> outer, Map<String, String> inner) {
        Map<String, String> joined = new HashMap<>(outer);
        joined.putAll(inner);
        return joined;
    }

    private void text(String text) {
        Open current = open.peek();
        if (current != null) {
            current.text().append(text);
        }
    }

    private void end() {
        XmlElement closed = open.pop().close();
        Open parent = open.peek();
        if (parent == null) {
            root = closed;
        } else {
            parent.children().add(closed);
        }
    }
}
