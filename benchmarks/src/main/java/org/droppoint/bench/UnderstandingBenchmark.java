package org.droppoint.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.droppoint.base.Coverage;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.Correlator;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.Taps;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.flow.CapturedTap;
import org.droppoint.flow.Leg;
import org.droppoint.flow.LegStream;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Judge;
import org.droppoint.verdict.rule.Rules;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From segments to a verdict, over three captures of 20 MB, nothing but mail: 63 000 segments in all. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class UnderstandingBenchmark {
    private static final int MEGABYTES = 20;

    private Material material;
    private CapturedTap host;
    private Taps taps;
    private Correlation correlation;
    private CaseFile file;

    @Setup(Level.Trial)
    public void make() throws IOException {
        material = Material.make(MEGABYTES, "full");
        host = material.read(Tap.HOST);
        taps = material.taps();
        correlation = Correlator.correlate(taps);
        file = FactFinder.find(correlation);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        material.delete();
    }

    private LegStream stream(Leg leg, Direction direction) {
        return new LegStream(new Tap(Tap.HOST, 0), leg, direction, host.payloads());
    }

    /** Every stream of one capture put together from its segments and read to its end. */
    @Benchmark
    public long reassembly() {
        byte[] buffer = new byte[16 * 1024];
        long bytes = 0;
        for (Leg leg : host.legs()) {
            for (Direction direction : Direction.values()) {
                LegStream stream = stream(leg, direction);
                Coverage seen = stream.seen();
                for (var range : seen.ranges()) {
                    int read = 1;
                    for (long at = range.start(); at < range.end() && read > 0; at += read) {
                        read = stream.read(at, buffer, 0, (int) Math.min(buffer.length, range.end() - at));
                        bytes += read;
                    }
                }
            }
        }
        return bytes;
    }

    /** SMTP and the walk along TLS records, of one capture. */
    @Benchmark
    public int tlsWalk() {
        int records = 0;
        for (Leg leg : host.legs()) {
            records += SessionDissector.dissect(
                            stream(leg, Direction.CLIENT_TO_SERVER), stream(leg, Direction.SERVER_TO_CLIENT))
                    .tls()
                    .size();
        }
        return records;
    }

    /** Clocks, sessions, dialogues, bytes from tap to tap. */
    @Benchmark
    public Correlation correlation() {
        return Correlator.correlate(taps);
    }

    @Benchmark
    public CaseFile findings() {
        return FactFinder.find(correlation);
    }

    @Benchmark
    public CaseVerdict verdict() {
        return new Judge(Rules.all()).judge(file);
    }
}
