package org.callvault.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a statement of {@link OpenStatements} about something that this recorder never does. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface NotApplicable {
    /** Why not. */
    String value();
}
