package org.callvault.recording.format;

/**
 * A part of a packet's payload that has a place of its own in the recording.
 *
 * @param position first sample, counted from the start of the recording at the rate of the samples
 * @param skip samples of the payload before it
 * @param length samples
 */
public record AudioPiece(long position, int skip, int length) {}
