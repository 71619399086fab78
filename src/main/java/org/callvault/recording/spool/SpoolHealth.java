package org.callvault.recording.spool;

/**
 * How writing goes, over all lanes of this process.
 *
 * @param pendingBytes sealed and not yet on disk; grows while the disk fails
 * @param failedFlushes flushes that wrote nothing
 * @param droppedChunks chunks given up because memory for them ran out: audio that is lost
 * @param away whether new segments go to the alternative directory, because the own one fails
 */
public record SpoolHealth(long pendingBytes, long failedFlushes, long droppedChunks, boolean away) {}
