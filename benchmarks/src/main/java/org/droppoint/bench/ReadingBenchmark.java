package org.droppoint.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.FileDigest;
import org.droppoint.capture.Frame;
import org.droppoint.flow.CapturePass;
import org.droppoint.flow.CapturedTap;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortGlance;
import org.droppoint.wire.PortSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From bytes to segments, per capture of 20 MB: 73 000 frames mixed, 21 000 full. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ReadingBenchmark {
    private static final int MEGABYTES = 20;

    @Param({"mixed", "full"})
    public String mix = "mixed";

    private Material material;
    private List<byte[]> frames;
    private final PortGlance glance = new PortGlance(PortSet.smtp());
    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();

    @Setup(Level.Trial)
    public void make() throws IOException {
        material = Material.make(MEGABYTES, mix);
        frames = material.frames("host");
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        material.delete();
    }

    /** The header glance over every frame. */
    @Benchmark
    public int filter() {
        int accepted = 0;
        for (byte[] frame : frames) {
            accepted += glance.accepts(frame, 0, frame.length, LinkType.ETHERNET) ? 1 : 0;
        }
        return accepted;
    }

    /** All header layers of every frame, wanted or not. */
    @Benchmark
    public int frameDecode() {
        int payload = 0;
        for (byte[] frame : frames) {
            decoder.decode(frame, 0, frame.length, frame.length, LinkType.ETHERNET, packet);
            payload += packet.payloadLength;
        }
        return payload;
    }

    /** Walking the records of the file. */
    @Benchmark
    public long walk() throws IOException {
        Frame frame = new Frame();
        long bytes = 0;
        try (CaptureReader reader = CaptureFiles.open(material.capture("host"))) {
            while (reader.next(frame)) {
                bytes += frame.capturedLength;
            }
        }
        return bytes;
    }

    /** Reading, filter, decoding, legs and their ledgers; no digest. */
    @Benchmark
    public CapturedTap segments() throws IOException {
        try (CaptureReader reader = CaptureFiles.open(material.capture("host"))) {
            CapturePass pass = new CapturePass(PortSet.smtp());
            pass.run(reader, 0);
            pass.close();
            return pass.tap(0);
        }
    }

    /** SHA-256 of the file. */
    @Benchmark
    public String digest() throws IOException {
        return FileDigest.sha256(material.capture("host"));
    }
}
