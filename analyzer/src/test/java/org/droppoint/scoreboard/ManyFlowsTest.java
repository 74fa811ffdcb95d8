package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.droppoint.correlate.CorrelationCost;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.truth.FlowLabel;
import org.droppoint.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five hundred sessions at once behind one address, to one server, their sequence numbers randomised, clocks running
 * apart: each is found at every tap, and none is taken for another.
 */
class ManyFlowsTest {
    private static final int FLOWS = 500;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachIsFoundAtEveryTap() throws IOException {
        LabelledCase made = CaseGenerator.play("many-flows", CorrelationCost.MANY_FLOWS, 20_501);
        made.writeTo(folder);
        Report report = CaseFolder.of(folder.resolve(made.name())).analyse();
        Set<String> wanted = new HashSet<>();
        for (FlowLabel flow : made.truth().flows()) {
            wanted.add(flow.route().host().port() + " "
                    + flow.route().hostOutside().port());
        }
        Set<String> found = new HashSet<>();
        for (Report.Flow flow : report.flows()) {
            Report.Address outside = flow.seenAs().get("outside");
            found.add(port(flow.client()) + " " + (outside == null ? "nowhere" : port(outside.client())));
        }
        assertEquals(FLOWS, report.flows().size());
        assertEquals(wanted, found);
        assertEquals("healthy", report.verdict().classId());
    }

    private static String port(String endpoint) {
        return endpoint.substring(endpoint.lastIndexOf(':') + 1);
    }
}
