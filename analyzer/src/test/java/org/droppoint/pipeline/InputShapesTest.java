package org.droppoint.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.droppoint.report.Report;
import org.droppoint.report.json.JsonRenderer;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The same packets, however they are handed over, give the same report. */
class InputShapesTest {
    /** A drop with NAT; its host capture is pcapng, the others are pcap. */
    private static final String CASE = "02-fw-drops-tls";

    @TempDir
    Path folder;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode report(List<TapInput> inputs) throws IOException {
        return json(CaseFolder.analyse(CaseFolder.request(inputs, LogInputs.NONE)));
    }

    private static JsonNode json(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer().render(report, out);
        return JSON.readTree(out.toByteArray());
    }

    private static List<TapInput> inputs(Map<String, List<Path>> taps) {
        List<TapInput> inputs = new ArrayList<>();
        taps.forEach((tap, files) -> inputs.add(new TapInput(tap, files, null)));
        return inputs;
    }

    private static Map<String, List<Path>> taps() throws IOException {
        return new LinkedHashMap<>(CaseFolder.committed(CASE).taps());
    }

    /** Takes names and hashes out of the report: all that may differ. */
    private static String without(JsonNode report) {
        for (JsonNode capture : report.get("captures")) {
            for (JsonNode file : capture.get("files")) {
                ((ObjectNode) file).put("name", "").put("sha256", "");
            }
        }
        return report.toPrettyString();
    }

    enum Packing {
        GZIP {
            @Override
            OutputStream over(OutputStream out) throws IOException {
                return new GZIPOutputStream(out);
            }
        },
        ZSTD {
            @Override
            OutputStream over(OutputStream out) throws IOException {
                return new ZstdOutputStream(out);
            }
        },
        LZ4 {
            @Override
            OutputStream over(OutputStream out) throws IOException {
                return new FramedLZ4CompressorOutputStream(out);
            }
        },
        XZ {
            @Override
            OutputStream over(OutputStream out) throws IOException {
                return new XZOutputStream(out, new LZMA2Options(1));
            }
        },
        BZIP2 {
            @Override
            OutputStream over(OutputStream out) throws IOException {
                return new BZip2CompressorOutputStream(out);
            }
        };

        abstract OutputStream over(OutputStream out) throws IOException;

        byte[] pack(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = over(packed)) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void compressedCapturesGiveTheSameReport(Packing packing) throws IOException {
        Map<String, List<Path>> packed = new LinkedHashMap<>();
        for (Map.Entry<String, List<Path>> tap : taps().entrySet()) {
            byte[] bytes = packing.pack(Files.readAllBytes(tap.getValue().get(0)));
            packed.put(tap.getKey(), List.of(Files.write(folder.resolve(tap.getKey()), bytes)));
        }
        assertEquals(without(report(inputs(taps()))), without(report(inputs(packed))));
    }

    @Test
    void standardInputGivesTheSameReportAndTheSameHash() throws IOException {
        for (String piped : taps().keySet()) {
            byte[] bytes = Files.readAllBytes(taps().get(piped).get(0));
            Map<String, List<Path>> taps = taps();
            taps.put(piped, List.of(TapInput.STANDARD_INPUT));
            JsonNode plain = report(inputs(taps()));
            JsonNode streamed = fromStandardInput(bytes, inputs(taps));
            assertEquals(hashes(plain), hashes(streamed));
            assertEquals(without(plain), without(streamed));
            assertEquals(without(plain), without(fromStandardInput(Packing.GZIP.pack(bytes), inputs(taps))));
        }
    }

    private static JsonNode fromStandardInput(byte[] bytes, List<TapInput> inputs) throws IOException {
        Request request = CaseFolder.request(inputs, LogInputs.NONE);
        try (Analysis analysis = new Analysis(request, new ByteArrayInputStream(bytes))) {
            return json(analysis.run());
        }
    }

    private static List<String> hashes(JsonNode report) {
        List<String> hashes = new ArrayList<>();
        report.get("captures").forEach(one -> one.get("files")
                .forEach(file -> hashes.add(file.get("sha256").asText())));
        return hashes;
    }

    // ---- rotation ----

    /** A classic little-endian pcap cut into files of so many records each, as {@code tcpdump -W -C} does. */
    private List<Path> rotated(Path file, int records, String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[24];
        bytes.get(header);
        List<Path> files = new ArrayList<>();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        int inPart = 0;
        while (bytes.hasRemaining()) {
            if (inPart == 0) {
                part.write(header);
            }
            byte[] record = new byte[16 + bytes.getInt(bytes.position() + 8)];
            bytes.get(record);
            part.write(record);
            if (++inPart == records || !bytes.hasRemaining()) {
                files.add(Files.write(folder.resolve(name + files.size() + ".pcap"), part.toByteArray()));
                part.reset();
                inPart = 0;
            }
        }
        return files;
    }

    /** Replaces places in rotated files by places in the one they were cut from. */
    private static JsonNode whole(JsonNode node, Map<String, List<Long>> framesBefore) {
        if (node instanceof ObjectNode object) {
            object.forEach(child -> whole(child, framesBefore));
            if (object.has("frame") && object.has("file") && object.has("tap")) {
                List<Long> before = framesBefore.getOrDefault(object.get("tap").asText(), List.of());
                object.put(
                        "frame",
                        object.get("frame").asLong()
                                + before.get(object.get("file").asInt()));
                object.put("file", 0);
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(child -> whole(child, framesBefore));
        }
        return node;
    }

    private static Map<String, List<Long>> framesBefore(JsonNode report) {
        Map<String, List<Long>> before = new LinkedHashMap<>();
        for (JsonNode capture : report.get("captures")) {
            long frames = 0;
            List<Long> counts = before.computeIfAbsent(capture.get("tap").asText(), tap -> new ArrayList<>());
            for (JsonNode file : capture.get("files")) {
                counts.add(frames);
                frames += file.get("frames").asLong();
            }
        }
        return before;
    }

    /** Sums and verdicts, the sessions and every frame they name; not the texts, which name files. */
    private static String substance(JsonNode report) {
        whole(report, framesBefore(report));
        List<String> lines = new ArrayList<>();
        for (JsonNode flow : report.get("flows")) {
            for (String key :
                    List.of("client", "server", "start", "end", "outcome", "class", "suspects", "confidence")) {
                lines.add(flow.get(key).toString());
            }
            lines.add(flow.get("lostRecords").toString());
            flow.get("resets").forEach(reset -> lines.add(reset.get("tap") + " " + reset.get("frame")));
            flow.get("findings").forEach(finding -> {
                lines.add(finding.get("id").toString());
                finding.get("evidence").forEach(one -> lines.add(one.get("tap") + " " + one.get("frame")));
            });
        }
        lines.add(report.get("verdict").get("class").toString());
        lines.add(report.get("verdict").get("suspects").toString());
        lines.add(report.get("verdict").get("confidence").toString());
        return String.join("\n", lines);
    }

    @Test
    void rotatedFilesAreOneCaptureInWhateverOrder() throws IOException {
        Map<String, List<Path>> taps = taps();
        taps.remove("host");
        String whole = substance(report(inputs(taps)));
        Map<String, List<Path>> rotated = new LinkedHashMap<>();
        for (Map.Entry<String, List<Path>> tap : taps.entrySet()) {
            List<Path> files = rotated(tap.getValue().get(0), 7, tap.getKey() + "_");
            assertTrue(files.size() > 3, files.toString());
            Collections.shuffle(files, new Random(7));
            rotated.put(tap.getKey(), files);
        }
        JsonNode report = report(inputs(rotated));
        assertEquals(whole, substance(report));
        assertTrue(report.toString().contains("\"class\":\"silent-drop\""));
    }

    /** Every other packet in another file, as two members of a cluster or two uplinks share one path. */
    @Test
    void capturesSideBySideAreReadAsOne() throws IOException {
        Map<String, List<Path>> taps = taps();
        taps.remove("host");
        JsonNode whole = report(inputs(taps));
        Path outside = taps.getOrDefault("outside", List.of()).get(0);
        List<Path> single = rotated(outside, 1, "one_");
        List<ByteArrayOutputStream> members = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        for (int i = 0; i < single.size(); i++) {
            byte[] bytes = Files.readAllBytes(single.get(i));
            members.get(i % 2).write(bytes, i < 2 ? 0 : 24, bytes.length - (i < 2 ? 0 : 24));
        }
        taps.put(
                "outside",
                List.of(
                        Files.write(folder.resolve("fw1.pcap"), members.get(0).toByteArray()),
                        Files.write(folder.resolve("fw2.pcap"), members.get(1).toByteArray())));
        JsonNode split = report(inputs(taps));
        assertEquals(whole.at("/verdict/class"), split.at("/verdict/class"));
        assertEquals(whole.at("/verdict/suspects"), split.at("/verdict/suspects"));
        assertEquals(
                whole.at("/flows/0/lostRecords").size(),
                split.at("/flows/0/lostRecords").size());
        assertTrue(split.at("/captures/1/health/problems").toString().contains("2 captures side by side"));
    }

    /** Without the file of the rotation that held the answer, nobody may say that the firewall ate it. */
    @Test
    void aMissingFileOfARotationIsNoDrop() throws IOException {
        CaseFolder healthy = CaseFolder.committed("01-healthy");
        Map<String, List<Path>> taps = new LinkedHashMap<>(healthy.taps());
        taps.remove("host");
        assertEquals("healthy", report(inputs(taps)).at("/verdict/class").asText());
        List<Path> files = rotated(taps.getOrDefault("inside", List.of()).get(0), 4, "inside_");
        for (int missing = 1; missing < files.size() - 1; missing++) {
            List<Path> rest = new ArrayList<>(files);
            rest.remove(missing);
            taps.put("inside", rest);
            JsonNode report = report(inputs(taps));
            String problems = report.at("/captures/0/health/problems").toString();
            assertTrue(problems.contains("1 file is missing by the numbers in the names"), problems);
            String verdict = report.at("/verdict/class").asText();
            assertTrue(
                    List.of("healthy", "capture-loss", "insufficient-evidence").contains(verdict),
                    "without file " + missing + ": " + report.get("verdict"));
        }
    }
}
