/** Who did what, and whether it was let: kept apart from the log. Read {@link org.callvault.security.audit.AuditLog} first. */
@NullMarked
package org.callvault.security.audit;

import org.jspecify.annotations.NullMarked;
