/**
 * The life of kept recordings: how long they stay, holds on them, erasure, and what is left to prove that they went. Read
 * {@link org.callvault.recording.retention.LifeCycle} first, then {@link org.callvault.recording.retention.Remover}.
 */
@NullMarked
package org.callvault.recording.retention;

import org.jspecify.annotations.NullMarked;
