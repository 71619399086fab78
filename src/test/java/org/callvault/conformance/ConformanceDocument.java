package org.callvault.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table of statements. Rows come from the {@link Statement}s on the tests of this package and of {@link
 * OpenStatements}; the status of a tested one from its {@link Result}. {@link ConformanceReport} writes it to {@code
 * target/conformance.md} after each test run, and to {@link #COMMITTED} when {@code -Dconformance.write=true} is given and
 * every statement's test has passed. {@link ConformanceDocumentTest} holds the committed one to the code.
 */
final class ConformanceDocument {
    static final Path COMMITTED = Path.of("docs", "conformance.md");
    static final Path GENERATED = Path.of("target", "conformance.md");

    private static final Comparator<Row> ORDER = Comparator.comparing(Row::section)
            .thenComparing(row -> row.statement().number())
            .thenComparing(Row::open)
            .thenComparing(row -> row.statement().text());

    private ConformanceDocument() {}

    /** What became of a statement's test. */
    enum Result {
        PASSED("passed"),
        FAILED("FAILED"),
        NOT_RUN("not run");

        private final String word;

        Result(String word) {
            this.word = word;
        }
    }

    /** A line of the table. */
    private record Row(Statement statement, String test, boolean open, String status) {
        Section section() {
            return Section.valueOf(statement.section());
        }

        String line() {
            return "| " + statement.section() + "." + statement.number() + " | " + statement.source() + " | "
                    + statement.text() + " | " + test + " | " + status + " |\n";
        }
    }

    /** The tests that show a statement. */
    static List<Method> tests() {
        return sections().stream()
                .flatMap(section -> Arrays.stream(section.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Statement.class))
                .toList();
    }

    /** The statements that no test shows. */
    static List<Method> untested() {
        return List.of(OpenStatements.class.getDeclaredMethods());
    }

    static String write(Function<Method, Result> results) {
        List<Row> rows = new ArrayList<>();
        tests().forEach(test -> rows.add(row(test, results.apply(test))));
        untested().forEach(statement -> rows.add(row(statement)));
        rows.sort(ORDER);
        StringBuilder document = new StringBuilder(head(rows));
        for (Section section : Section.values()) {
            document.append("\n## ").append(section).append(". ").append(section.title());
            document.append("\n\n| no. | source | statement | test | status |\n|---|---|---|---|---|\n");
            rows.stream().filter(row -> row.section() == section).forEach(row -> document.append(row.line()));
        }
        return document.toString();
    }

    private static String head(List<Row> rows) {
        long passed = count(rows, "passed");
        long open = count(rows, "open");
        long others = count(rows, "not applicable");
        return """
                # Conformance

                What the specifications ask of a session recording server, and the tests that show it. Written by the test run;
                `mvn -B verify -Dconformance.write=true` writes it anew, and the build fails where it differs from the tests.
                Statements marked [C] are about the test client, `org.callvault.cli.src`. The tests are in
                `src/test/java/org/callvault/conformance`; what is tolerated on purpose is told in `protocol-notes.md`.

                %d shown by a test, %d open, %d not applicable.
                """.formatted(passed, open, others);
    }

    private static long count(List<Row> rows, String status) {
        return rows.stream().filter(row -> row.status().startsWith(status)).count();
    }

    private static Row row(Method test, Result result) {
        return new Row(
                statement(test), test.getDeclaringClass().getSimpleName() + "." + test.getName(), false, result.word);
    }

    private static Row row(Method untested) {
        Open open = untested.getAnnotation(Open.class);
        NotApplicable never = untested.getAnnotation(NotApplicable.class);
        if ((open == null) == (never == null)) {
            throw new IllegalStateException(untested.getName() + " is either open or not applicable");
        }
        String status = open == null
                ? "not applicable: " + Objects.requireNonNull(never).value()
                : "open: " + open.value();
        return new Row(statement(untested), "", true, status);
    }

    private static Statement statement(Method method) {
        return Objects.requireNonNull(method.getAnnotation(Statement.class), method.getName() + " has no statement");
    }

    private static List<Class<?>> sections() {
        try (Stream<Path> files = Files.list(here())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("Section\\w*Test\\.class"))
                    .sorted()
                    .<Class<?>>map(ConformanceDocument::load)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path here() {
        try {
            URI classes = Objects.requireNonNull(ConformanceDocument.class.getResource("."))
                    .toURI();
            return Path.of(classes);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    ConformanceDocument.class.getPackageName() + "." + file.replace(".class", ""),
                    false,
                    ConformanceDocument.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
