package org.droppoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.droppoint.exchange.Samples;
import org.droppoint.report.Report;
import org.droppoint.report.SampleReports;
import org.droppoint.report.json.JsonRenderer;

/** Writes the tests' own texts and reports as seeds of the fuzzer: {@code FuzzSeeds FOLDER}; see {@code fuzz/run}. */
public final class FuzzSeeds {
    /** The first byte by which CommandFuzzTest knows a protocol log and a queue. */
    private static final byte[] COMMANDS = {2, 3};

    private final Path folder;

    private FuzzSeeds(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        FuzzSeeds seeds = new FuzzSeeds(Path.of(arguments[0]));
        seeds.texts();
        for (Map.Entry<String, Report> sample : SampleReports.all().entrySet()) {
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            new JsonRenderer().render(sample.getValue(), json);
            seeds.write("report.formats.ReportFuzzTest-rendersAgain", sample.getKey(), json.toByteArray());
        }
    }

    private void texts() throws IOException {
        List<String> samples = Samples.all();
        for (int i = 0; i < samples.size(); i++) {
            byte[] text = samples.get(i).getBytes(StandardCharsets.UTF_8);
            write("exchange.ExchangeFuzzTest-parses", "sample-" + i, text);
            write(
                    "exchange.ExchangeFuzzTest-parses",
                    "wide-" + i,
                    samples.get(i).getBytes(StandardCharsets.UTF_16));
            for (byte command : COMMANDS) {
                byte[] input = new byte[text.length + 1];
                input[0] = command;
                System.arraycopy(text, 0, input, 1, text.length);
                write("cli.CommandFuzzTest-endsWithAStatusOfItsOwn", "sample-" + i + "-" + command, input);
            }
        }
    }

    private void write(String target, String name, byte[] content) throws IOException {
        Files.write(Files.createDirectories(folder.resolve(target)).resolve(name), content);
    }
}
