package org.callvault.siprec.xml;

/** What became of a text that claimed to be XML. */
public sealed interface ParsedXml {
    record Document(XmlElement root) implements ParsedXml {}

    /** Not well-formed; a repair may help. */
    record Broken() implements ParsedXml {}

    /** Outside of the bounds; no repair helps. */
    record Forbidden(String reason) implements ParsedXml {}
}
