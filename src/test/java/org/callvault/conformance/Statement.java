package org.callvault.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a specification asks for, on the test that shows it. Several tests may share a number. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Statement {
    /** A capital letter: the subject, see {@link Section}. */
    String section();

    /** Within the section. */
    int number();

    /** Document and section, such as RFC 7866, 6.2. */
    String source();

    /** In our own words. */
    String text();
}
