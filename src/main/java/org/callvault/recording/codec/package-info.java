/**
 * From payloads to linear samples. Read {@link org.callvault.recording.codec.Decoder} first. Pure: what a payload becomes
 * depends on the payloads before it and on nothing else.
 */
@NullMarked
package org.callvault.recording.codec;

import org.jspecify.annotations.NullMarked;
