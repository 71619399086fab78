/**
 * Where spool keys are kept: files in the data directory, a PKCS#12 keystore, or the environment. Read {@link
 * org.callvault.recording.spool.key.KeyPlace} first.
 */
@NullMarked
package org.callvault.recording.spool.key;

import org.jspecify.annotations.NullMarked;
