package org.callvault.cli.reconcile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Rows in a file, one after another, however many there are. */
interface Details extends Closeable {
    void row(Row row) throws IOException;

    /** A CSV file with a header; every outcome is in it. */
    static Details csv(Path file) throws IOException {
        CsvMapper mapper = CsvMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        SequenceWriter out =
                mapper.writer(mapper.schemaFor(Row.class).withHeader()).writeValues(Files.newBufferedWriter(file));
        return new Details() {
            @Override
            public void row(Row row) throws IOException {
                out.write(harmless(row));
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    /** A spreadsheet takes what begins like this for a formula; names come from strangers. */
    private static Row harmless(Row row) {
        return new Row(
                row.kind(),
                row.line(),
                harmless(row.record()),
                row.start(),
                row.seconds(),
                harmless(row.caller()),
                harmless(row.callee()),
                harmless(row.agent()),
                row.recordings(),
                row.recordedFrom(),
                row.covered(),
                row.by(),
                row.why());
    }

    private static @Nullable String harmless(@Nullable String text) {
        return text != null && text.matches("(?s)[=+@\\-\t\r].*") ? "'" + text : text;
    }

    /** {@code {"differences": [...], "summary": {...}}}; what matched is only counted. */
    static JsonDetails json(Writer to) throws IOException {
        return new JsonDetails(to);
    }

    /** The JSON document; its summary stands at the end, when it is known. */
    final class JsonDetails implements Details {
        private static final ObjectMapper MAPPER = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();

        private final JsonGenerator out;

        private JsonDetails(Writer to) throws IOException {
            out = MAPPER.createGenerator(to).useDefaultPrettyPrinter().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            out.writeArrayFieldStart("differences");
        }

        @Override
        public void row(Row row) throws IOException {
            if (!row.kind().equals(Row.kind(Outcome.Kind.MATCHED))) {
                out.writePOJO(row);
            }
        }

        void end(Summary summary) throws IOException {
            out.writeEndArray();
            out.writePOJOField("summary", summary.figures());
            out.writeEndObject();
            out.writeRaw('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
