package org.callvault.recording.render;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.Interval;

/** A channel that is silent at times; it stays open when this is closed, as its owner closes it. */
record MutedChannel(MasterChannel channel, List<Interval> silenced, Master master) implements MasterChannel {
    @Override
    public long samples() {
        return channel.samples();
    }

    @Override
    public void read(long position, int count, byte[] block) throws IOException {
        channel.read(position, count, block);
        int width = master.format(1).sampleBytes();
        byte silence = master.law().map(Law::silence).orElse(0).byteValue();
        for (Interval interval : silenced) {
            int from = Math.clamp(interval.from() - position, 0, count);
            int to = Math.clamp(interval.to() - position, 0, count);
            Arrays.fill(block, from * width, to * width, silence);
        }
    }

    @Override
    public void close() {}
}
