package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.callvault.conformance.ConformanceDocument.Result;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;

class ConformanceDocumentTest {
    /** A statement whose test fails, fails the build by itself; here it is about what the committed document claims. */
    @Test
    void theCommittedDocumentIsWhatTheTestsSay() throws Exception {
        assumeFalse(Boolean.getBoolean("conformance.write"), "it is being written anew");
        assertThat(ConformanceDocument.COMMITTED)
                .as("refresh with mvn -B verify -Dconformance.write=true")
                .exists();
        assertThat(Files.readString(ConformanceDocument.COMMITTED))
                .as("refresh with mvn -B verify -Dconformance.write=true")
                .isEqualTo(ConformanceDocument.write(test -> Result.PASSED));
    }

    @Test
    void everyStatementBelongsToATestThatRunsAndIsReported() {
        assertThat(ConformanceDocument.tests()).hasSizeGreaterThan(80).allSatisfy(test -> {
            assertThat(AnnotationSupport.isAnnotated(test, org.junit.platform.commons.annotation.Testable.class))
                    .as("%s is a test", test)
                    .isTrue();
            assertThat(test.isAnnotationPresent(Disabled.class)).isFalse();
            assertThat(test.getDeclaringClass().getAnnotation(ExtendWith.class).value())
                    .contains(ConformanceReport.class);
        });
    }

    @Test
    void everyTestOfASectionHasItsStatement() {
        List<Method> without = new ArrayList<>();
        ConformanceDocument.tests().stream()
                .map(Method::getDeclaringClass)
                .distinct()
                .flatMap(section -> Arrays.stream(section.getDeclaredMethods()))
                .filter(method ->
                        AnnotationSupport.isAnnotated(method, org.junit.platform.commons.annotation.Testable.class))
                .filter(method -> !method.isAnnotationPresent(Statement.class))
                .forEach(without::add);
        assertThat(without).isEmpty();
    }

    @Test
    void aStatementWhoseTestFailedIsNotCalledPassed() {
        Method failed = ConformanceDocument.tests().getFirst();
        String document = ConformanceDocument.write(test -> test.equals(failed) ? Result.FAILED : Result.PASSED);
        assertThat(document.lines().filter(line -> line.endsWith("| FAILED |")))
                .singleElement()
                .asString()
                .contains(failed.getName());
    }

    @Test
    void noSentenceBreaksTheTable() {
        String document = ConformanceDocument.write(test -> Result.PASSED);
        assertThat(document.lines().filter(line -> line.startsWith("|")))
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(6));
    }
}
