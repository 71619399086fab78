/**
 * What {@code callvault doctor} looks at: each examination takes settings and returns findings, and starts nothing. Read
 * {@link org.callvault.cli.doctor.Doctor} first: it lists them all.
 */
@NullMarked
package org.callvault.cli.doctor;

import org.jspecify.annotations.NullMarked;
