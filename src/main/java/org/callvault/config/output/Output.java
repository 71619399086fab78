package org.callvault.config.output;

import java.util.List;

/**
 * The files of audio of a recording.
 *
 * @param formats one or more, each once; the first is the main one, which is played back
 * @param mixed whether there is a file with all channels in one as well
 * @param opusBitrate bits a second of each channel
 */
public record Output(List<Format> formats, Parties parties, boolean mixed, int opusBitrate, Dtmf dtmf) {
    /** What a node does that is not told otherwise: the master as WAV, and all of it. */
    public static final Output WAV = new Output(List.of(Format.WAV), Parties.TOGETHER, false, 24_000, Dtmf.KEEP);

    public Output {
        formats = List.copyOf(formats);
        if (formats.isEmpty() || formats.stream().distinct().count() < formats.size()) {
            throw new IllegalArgumentException("formats are one or more, each once");
        }
    }

    /** How audio is written. */
    public enum Format {
        /** The codes or samples as they are. */
        WAV(65_535),
        /** Linear samples, compressed without loss. */
        FLAC(8),
        /** Compressed with loss. */
        OPUS(255);

        private final int mostChannels;

        Format(int mostChannels) {
            this.mostChannels = mostChannels;
        }

        /** What one file of it can hold. */
        public int mostChannels() {
            return mostChannels;
        }
    }

    /** Where channels go that are more than two. */
    public enum Parties {
        /** Into one file. */
        TOGETHER,
        /** Into a file each; a mixed one is made as well, so that there is one to play. */
        APART
    }

    /** What is kept of keys that were pressed (RFC 4733). */
    public enum Dtmf {
        /** The digits, and whatever is heard. */
        KEEP,
        /** The digits; the channel is silent while they are pressed. */
        MUTE,
        /** When and for how long, but not which; the channel is silent, and no packet that tells of them is kept. */
        REDACT
    }
}
