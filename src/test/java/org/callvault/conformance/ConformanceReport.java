package org.callvault.conformance;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.callvault.conformance.ConformanceDocument.Result;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** On each section's tests: keeps what became of them, and writes the document when the whole test run is over. */
final class ConformanceReport implements BeforeAllCallback, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ConformanceReport.class);

    /** Lives in the root store, which JUnit closes after the last test of all. */
    private static final class Results implements AutoCloseable {
        private final Map<Method, Result> byTest = new ConcurrentHashMap<>();

        void add(ExtensionContext context, Result result) {
            // One failure among several arguments is a failure.
            context.getTestMethod().ifPresent(test -> byTest.merge(test, result, Results::worse));
        }

        private static Result worse(Result one, Result other) {
            return one.compareTo(other) >= 0 ? one : other;
        }

        private Result of(Method test) {
            return byTest.getOrDefault(test, Result.NOT_RUN);
        }

        @Override
        public void close() throws IOException {
            String document = ConformanceDocument.write(this::of);
            Files.createDirectories(ConformanceDocument.GENERATED.getParent());
            write(ConformanceDocument.GENERATED, document);
            boolean allPassed = ConformanceDocument.tests().stream().allMatch(test -> of(test) == Result.PASSED);
            if (Boolean.getBoolean("conformance.write") && allPassed) {
                write(ConformanceDocument.COMMITTED, document);
            }
        }

        private static void write(Path file, String document) throws IOException {
            Files.writeString(file, document);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        results(context);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        results(context).add(context, Result.PASSED);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        results(context).add(context, Result.FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        results(context).add(context, Result.NOT_RUN);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        results(context).add(context, Result.NOT_RUN);
    }

    private static Results results(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Results.class, _ -> new Results(), Results.class);
    }
}
