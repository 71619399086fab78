/**
 * What the specifications ask of a recorder, statement by statement, each with the test that shows it. The table of them
 * is {@code docs/conformance.md}; {@link org.callvault.conformance.ConformanceDocument} says how it comes about.
 */
@NullMarked
package org.callvault.conformance;

import org.jspecify.annotations.NullMarked;
