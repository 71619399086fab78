/**
 * Decides how long recordings are kept and whether a clock is believed; acts on nothing. Read
 * {@link org.callvault.recording.retention.rule.RetentionRules} first.
 */
@NullMarked
package org.callvault.recording.retention.rule;

import org.jspecify.annotations.NullMarked;
