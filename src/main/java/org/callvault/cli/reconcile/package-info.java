/**
 * Call records of another system held against what was recorded: which calls were lost, which recordings are short or extra.
 * Read {@link org.callvault.cli.reconcile.Reconciliation} first.
 */
@NullMarked
package org.callvault.cli.reconcile;

import org.jspecify.annotations.NullMarked;
