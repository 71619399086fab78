package org.callvault.cli.reconcile;

import java.time.Duration;

/**
 * How strictly records and recordings are compared.
 *
 * @param tolerance by which a recording may be shorter than its record
 * @param window how far apart record and recording may begin where they are joined by numbers
 * @param identifierWindow the same where they are joined by an identifier
 * @param countPauses whether what was paused counts as missing
 */
record Terms(Duration tolerance, Duration window, Duration identifierWindow, boolean countPauses) {}
