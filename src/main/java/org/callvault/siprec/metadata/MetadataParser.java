package org.callvault.siprec.metadata;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.siprec.xml.ParsedXml;
import org.callvault.siprec.xml.XmlReader;
import org.callvault.siprec.xml.XmlText;
import org.jspecify.annotations.Nullable;

/** Reads recording metadata (RFC 7865) in any dialect: elements are matched by local name, in any order. */
public final class MetadataParser {
    static final int MAX_BYTES = 256 * 1024;

    private static final Pattern DECLARED_ENCODING =
            Pattern.compile("^\\s*<\\?xml[^>]{0,100}?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

    private MetadataParser() {}

    /**
     * Reads a document.
     *
     * @param charset of the part's content type; it overrides the XML declaration, and UTF-8 is the last resort
     */
    public static ParsedMetadata parse(byte[] content, @Nullable String charset) {
        if (content.length > MAX_BYTES) {
            return new MalformedMetadata("metadata larger than 256 KB");
        }
        // Some clients put an empty line before the XML declaration, or a byte order mark.
        String text = decode(content, charset).replaceFirst("^[\\s\\uFEFF]+", "");
        if (text.isEmpty()) {
            return new MalformedMetadata("empty metadata");
        }
        ParsedXml xml = XmlReader.read(text);
        if (!(xml instanceof ParsedXml.Broken)) {
            return interpret(xml, false);
        }
        String repaired = XmlText.escapeStrayAmpersands(text);
        return repaired.equals(text) ? interpret(xml, false) : interpret(XmlReader.read(repaired), true);
    }

    private static ParsedMetadata interpret(ParsedXml xml, boolean repaired) {
        return switch (xml) {
            case ParsedXml.Document document -> MetadataDocument.interpret(document.root(), repaired);
            case ParsedXml.Broken broken -> new MalformedMetadata("metadata is not well-formed XML");
            case ParsedXml.Forbidden forbidden -> new MalformedMetadata(forbidden.reason());
        };
    }

    private static String decode(byte[] content, @Nullable String charset) {
        return new String(content, charsetOf(charset == null ? declaredEncoding(content) : charset));
    }

    private static String declaredEncoding(byte[] content) {
        String start = new String(content, 0, Math.min(content.length, 200), StandardCharsets.ISO_8859_1);
        Matcher declaration = DECLARED_ENCODING.matcher(start);
        // The declaration was readable byte by byte, so a claim of UTF-16 or UTF-32 is false.
        boolean credible = declaration.find() && !declaration.group(1).matches("(?i)UTF-?(16|32).*");
        return credible ? declaration.group(1) : "UTF-8";
    }

    private static Charset charsetOf(String name) {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
