package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** One capture, handed to the command in every form that a shell can: the report is the same to the byte. */
class InputFormsTest {
    @TempDir
    Path folder;

    private static Path file(String tap) throws IOException {
        return Objects.requireNonNull(
                        CaseFolder.committed("02-fw-drops-tls").taps().get(tap))
                .get(0);
    }

    /** The report's JSON, but for the names and hashes of files; the inside capture comes in the form given. */
    private static String report(List<String> inside) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("analyze", "--format", "json"));
        arguments.addAll(List.of("--host", file("host").toString()));
        inside.forEach(one -> arguments.addAll(List.of("--inside", one)));
        arguments.addAll(List.of("--outside", file("outside").toString()));
        Terminals.Result result = Terminals.run(arguments);
        assertEquals(ExitStatus.FAULT, result.status(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().contains("\"silent-drop\""));
        return result.out()
                .replaceAll("\"(name|sha256)\" *: *\"[^\"]*\"", "\"$1\":\"\"")
                .replaceAll("inside[-_a-z0-9]*\\.(?:pcap|gz|zst|lz4|xz|bz2)", "FILE")
                .replace("standard input", "FILE");
    }

    private static String plain() throws IOException {
        return report(List.of(file("inside").toString()));
    }

    @Test
    void everyCompressionGivesTheSameBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(file("inside"));
        String plain = plain();
        for (String kind : List.of("gz", "zst", "lz4", "xz", "bz2")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = packing(kind, packed)) {
                out.write(bytes);
            }
            Path file = Files.write(folder.resolve("inside." + kind), packed.toByteArray());
            assertEquals(plain, report(List.of(file.toString())), kind);
            assertEquals(plain, fromStandardInput(packed.toByteArray()), kind + " on standard input");
        }
    }

    private static OutputStream packing(String kind, OutputStream over) throws IOException {
        return switch (kind) {
            case "gz" -> new GZIPOutputStream(over);
            case "zst" -> new ZstdOutputStream(over);
            case "lz4" -> new FramedLZ4CompressorOutputStream(over);
            case "xz" -> new XZOutputStream(over, new LZMA2Options(1));
            default -> new BZip2CompressorOutputStream(over);
        };
    }

    private static String fromStandardInput(byte[] bytes) throws IOException {
        InputStream former = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return report(List.of("-"));
        } finally {
            System.setIn(former);
        }
    }

    @Test
    void standardInputAndANamedPipeGiveTheSameBytes() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(file("inside"));
        String plain = plain();
        assertEquals(plain, fromStandardInput(bytes));
        Path pipe = folder.resolve("inside.pcap");
        try {
            assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no named pipes here");
        } catch (IOException absent) {
            assumeTrue(false, "no named pipes here");
        }
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(bytes);
            } catch (IOException readerGone) {
                // the report shows what is missing
            }
        });
        writer.start();
        String piped = report(List.of(pipe.toString()));
        writer.join();
        assertEquals(plain, piped);
    }

    /** A list in any order, the folder, a pattern the shell left alone: the same files, the same bytes. */
    @Test
    void aListAFolderAndAPatternOfOneRotationGiveTheSameBytes() throws IOException {
        List<String> files = rotated(Files.createDirectory(folder.resolve("ring")));
        assertTrue(files.size() > 3, files.toString());
        String listed = report(files);
        List<String> backwards = new ArrayList<>(files);
        Collections.reverse(backwards);
        assertEquals(listed, report(backwards));
        assertEquals(listed, report(List.of(folder.resolve("ring").toString())));
        assertEquals(listed, report(List.of(folder.resolve("ring") + "/inside_*.pcap")));
    }

    /** The inside capture cut into files of twelve records, as {@code tcpdump -C} does. */
    private static List<String> rotated(Path into) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file("inside"))).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[24];
        bytes.get(header);
        List<String> files = new ArrayList<>();
        while (bytes.hasRemaining()) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            part.writeBytes(header);
            for (int i = 0; i < 12 && bytes.hasRemaining(); i++) {
                byte[] record = new byte[16 + bytes.getInt(bytes.position() + 8)];
                bytes.get(record);
                part.writeBytes(record);
            }
            files.add(Files.write(into.resolve("inside_" + files.size() + ".pcap"), part.toByteArray())
                    .toString());
        }
        return files;
    }
}
