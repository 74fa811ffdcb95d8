package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that tcpdump, or a firewall's command that calls it, printed on the screen. */
class TcpdumpTextTest {
    private static final byte[] SYN = HexFormat.of()
            .parseHex("450000280001400040067abc0a000001c0000219c0de00190000000100000000500210000000" + "0000");

    @TempDir
    Path folder;

    private List<String> printed(Path capture, String... options) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        List<String> command = new ArrayList<>(List.of("tcpdump", "-nn", "-r", capture.toString()));
        command.addAll(List.of(options));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(false)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
        } catch (IOException absent) {
            assumeTrue(false, "tcpdump is not here");
        }
        return Files.readAllLines(out, StandardCharsets.ISO_8859_1);
    }

    private Captures.Whole read(List<String> lines) throws IOException {
        Path file = folder.resolve("screen.txt");
        Files.write(file, lines, StandardCharsets.ISO_8859_1);
        return Captures.read(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-xx", "-XX", "-xxv", "-xxve"})
    void whatTcpdumpPrintsIsWhatItRead(String option) throws IOException, InterruptedException {
        Path capture = CaseFolder.committed("02-fw-drops-tls").file("outside.pcap");
        Captures.Whole real = Captures.read(capture);
        Captures.Whole text = read(printed(capture, "-tt", option));
        assertEquals(real.frames().size(), text.frames().size());
        for (int i = 0; i < real.frames().size(); i++) {
            assertArrayEquals(real.frames().get(i).bytes(), text.frames().get(i).bytes(), "frame " + (i + 1));
            assertEquals(
                    real.frames().get(i).epochNanos() / 1000,
                    text.frames().get(i).epochNanos() / 1000,
                    "time of frame " + (i + 1));
        }
    }

    @Test
    void withoutTheLinkLayerPacketsBeginWithIp() throws IOException, InterruptedException {
        Path capture = CaseFolder.committed("02-fw-drops-tls").file("outside.pcap");
        Captures.Whole real = Captures.read(capture);
        Captures.Whole text = read(printed(capture, "-tttt", "-x"));
        assertEquals(real.frames().size(), text.frames().size());
        assertTrue(text.frames().stream()
                        .filter(frame -> frame.linkType() == LinkTypes.RAW_IP)
                        .count()
                > 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "16:18:28.285794 IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0",
                "2023-12-12 16:18:28.285794 IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0",
                "1702397908.285794 IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0",
                "16:18:28.285794 eth1  In  IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0",
                "16:18:28.285794 00:00:5e:00:53:01 > 00:00:5e:00:53:02, ethertype IPv4 (0x0800), length 54: (tos 0x0)"
            })
    void everyWayToPrintATimeIsTaken(String head) throws IOException {
        Captures.Whole read = read(List.of(
                "admin@fw> view-pcap verbose++ yes hex yes filter-pcap rx",
                head,
                "    10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1",
                "\t0x0000:  4500 0028 0001 4000 4006 7abc 0a00 0001  E..(..@.@.z.....",
                "\t0x0010:  c000 0219 c0de 0019 0000 0001 0000 0000  ................",
                "\t0x0020:  5002 1000 0000 0000                      P.......",
                "1 packet captured"));
        assertEquals(1, read.frames().size());
        assertArrayEquals(SYN, read.frames().get(0).bytes());
        long nanos = read.frames().get(0).epochNanos();
        assertEquals(58_708_285_794_000L, nanos % 86_400_000_000_000L);
        assertEquals(head.startsWith("16:"), nanos < 86_400_000_000_000L);
    }

    @Test
    void withoutBytesItIsRefusedWithBothWaysOut() throws IOException {
        Path file = folder.resolve("screen.txt");
        Files.writeString(
                file,
                "16:18:28.285794 IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0\n"
                        + "16:18:29.285794 IP 10.0.0.1.49374 > 192.0.2.25.25: Flags [S], seq 1, length 0\n");
        CaptureFormatException refused = assertThrows(CaptureFormatException.class, () -> Captures.read(file));
        assertTrue(refused.advice().contains("-w FILE") && refused.advice().contains("-xx"), refused.advice());
    }
}
