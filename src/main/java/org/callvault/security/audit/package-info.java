/**
 * Who did what, and whether it was let: kept apart from the log, in a chain of lines that shows what was altered. Read
 * {@link org.callvault.security.audit.AuditLog} and {@link org.callvault.security.audit.AuditLine} first.
 */
@NullMarked
package org.callvault.security.audit;

import org.jspecify.annotations.NullMarked;
