package org.droppoint.pipeline;

import java.io.Closeable;
import java.io.IOException;
import org.droppoint.correlate.Correlator;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.report.Report;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Judge;
import org.droppoint.verdict.rule.Rules;

/** One analysis, stage by stage, so that a test may repeat a stage without those before it. */
public final class Stages implements Closeable {
    private final Analysis analysis;
    private final Analysis.Loaded loaded;

    public Stages(Request request) throws IOException {
        analysis = new Analysis(request);
        loaded = analysis.captures();
    }

    public Correlation correlate() {
        return Correlator.correlate(loaded.taps());
    }

    public static CaseFile find(Correlation correlation) {
        return FactFinder.find(correlation);
    }

    public static CaseVerdict judge(CaseFile file) {
        return new Judge(Rules.all()).judge(file);
    }

    public Report report(Correlation correlation, CaseVerdict verdict) throws IOException {
        return analysis.report(loaded, correlation, verdict);
    }

    @Override
    public void close() throws IOException {
        analysis.close();
    }
}
