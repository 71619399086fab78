package org.callvault.admin.recordings;

import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.Callable;

/**
 * A file of a finished recording.
 *
 * @param tag names these bytes and no others
 * @param opening a channel for each part that is read of it
 */
public record KeptFile(long size, String tag, Callable<SeekableByteChannel> opening) {}
