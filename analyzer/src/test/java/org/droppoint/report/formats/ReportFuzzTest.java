package org.droppoint.report.formats;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.droppoint.report.json.JsonReportReader;
import org.junit.jupiter.api.Test;

/** Any bytes as a JSON report, and sound reports with changed values: refused, or rendered in every format. */
class ReportFuzzTest {
    private static final int MOST_CHANGES = 8;
    private static final int MOST_CHARS = 300;
    private static final List<JsonNode> SOUND = new ArrayList<>();

    @FuzzTest
    void rendersAgain(byte[] json) throws IOException {
        render(json, Formats.names());
    }

    @FuzzTest
    void rendersChanged(FuzzedDataProvider data) throws IOException {
        JsonNode sound = sound().get(data.consumeInt(0, sound().size() - 1));
        List<String> names = Formats.names();
        List<String> formats = List.of(names.get(data.consumeInt(0, names.size() - 1)));
        ChangedReport.Choice choice = new ChangedReport.Choice() {
            @Override
            public int between(int least, int most) {
                return data.consumeInt(least, most);
            }

            @Override
            public long number() {
                return data.consumeBoolean() ? data.consumeLong() : data.consumeInt(-2, 70_000);
            }

            @Override
            public double decimal() {
                return data.consumeBoolean() ? data.consumeDouble() : data.consumeProbabilityDouble();
            }

            @Override
            public String text() {
                return data.consumeString(MOST_CHARS);
            }
        };
        render(ChangedReport.changed(sound, data.consumeInt(1, MOST_CHANGES), choice), formats);
    }

    /** The short run of every build: the same changes by chance. */
    @Test
    void reportsChangedByChanceAreRenderedOrRefused() throws IOException {
        long seed = 0x5EED_4E9AL;
        Random random = new Random(seed);
        List<String> names = Formats.names();
        int rendered = 0;
        for (int round = 0; round < 400; round++) {
            byte[] json = ChangedReport.changed(
                    sound().get(random.nextInt(sound().size())), 1 + random.nextInt(MOST_CHANGES), by(random));
            try {
                rendered += render(json, List.of(names.get(round % names.size()))) ? 1 : 0;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertTrue(rendered > 100, rendered + " were still reports");
    }

    private static ChangedReport.Choice by(Random random) {
        return new ChangedReport.Choice() {
            @Override
            public int between(int least, int most) {
                return least + random.nextInt(most - least + 1);
            }

            @Override
            public long number() {
                return random.nextLong() >> random.nextInt(64);
            }

            @Override
            public double decimal() {
                return random.nextBoolean() ? random.nextDouble() : Double.longBitsToDouble(random.nextLong());
            }

            @Override
            public String text() {
                return random.ints(random.nextInt(40), 0, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        };
    }

    /** The samples, in an order that does not change. */
    private static List<JsonNode> sound() throws IOException {
        if (SOUND.isEmpty()) {
            for (Report report : new TreeMap<>(SampleReports.all()).values()) {
                SOUND.add(ChangedReport.tree(report));
            }
        }
        return SOUND;
    }

    /** @return whether it still is a report */
    private static boolean render(byte[] json, List<String> formats) throws IOException {
        Report report;
        try {
            report = new JsonReportReader().read(new ByteArrayInputStream(json));
        } catch (IOException refused) {
            return false;
        }
        for (String format : formats) {
            Formats.byName(format).orElseThrow().render(report, OutputStream.nullOutputStream());
        }
        return true;
    }
}
