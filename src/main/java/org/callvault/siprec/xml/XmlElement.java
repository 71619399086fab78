package org.callvault.siprec.xml;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element of a document that was read within bounds.
 *
 * @param namespace empty where its prefix is not declared
 * @param name local name
 * @param attributes by local name
 * @param children elements in order
 * @param text its own text, without that of its children, stripped
 */
public record XmlElement(
        String namespace, String name, Map<String, String> attributes, List<XmlElement> children, String text) {

    /** The name as it is compared: in lower case and without hyphens, because dialects differ in both. */
    public String key() {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** The children of that key, whatever their namespace. */
    public List<XmlElement> children(String key) {
        return children.stream().filter(child -> child.key().equals(key)).toList();
    }

    /** The first of these attributes that is there; null for none, possibly empty. */
    @Nullable
    public String attribute(String... names) {
        for (String attributeName : names) {
            String value = attributes.get(attributeName);
            if (value != null) {
                return value.strip();
            }
        }
        return null;
    }

    /** Text of the first child of that key that has any. */
    @Nullable
    public String childText(String key) {
        for (XmlElement child : children(key)) {
            if (!child.text().isEmpty()) {
                return child.text();
            }
        }
        return null;
    }

    /** Written out without prefixes: enough to read it again. */
    public String toXml() {
        StringBuilder xml = new StringBuilder();
        writeTo(xml);
        return xml.toString();
    }

    private void writeTo(StringBuilder xml) {
        xml.append('<').append(name);
        attributes.forEach((key, value) -> xml.append(' ')
                .append(key)
                .append("=\"")
                .append(XmlText.escape(value))
                .append('"'));
        xml.append('>').append(XmlText.escape(text));
        children.forEach(child -> child.writeTo(xml));
        xml.append("</").append(name).append('>');
    }
}
