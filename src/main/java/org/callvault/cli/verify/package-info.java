/**
 * Checks recordings against what they claim and against what was sent. Read {@link
 * org.callvault.cli.verify.VerifiedRecording} first.
 */
@NullMarked
package org.callvault.cli.verify;

import org.jspecify.annotations.NullMarked;
