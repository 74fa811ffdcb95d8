package org.droppoint.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.Frame;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.TapInput;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redacted packets have right checksums where they had, and wrong ones where they had those. */
class ChecksumsStayTest {
    @TempDir
    Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rightStaysRightAndWrongWrong(boolean sound) throws IOException {
        List<byte[]> frames = Talk.frames();
        Talk.open(new byte[] {10, 0, 0, 5}, new byte[] {(byte) 192, 0, 2, 9}, 4711, frames, sound)
                .server("220 mail.contoso.example odd\r\n")
                .client("EHLO odd.contoso.example\r\n")
                .close();
        Path file = Files.write(folder.resolve("host.pcapng"), Talk.file(frames));
        Path members = folder.resolve("bundle");
        Bundles.make(
                CaseFolder.request(
                        List.of(new TapInput("host", List.of(file), null)),
                        new LogInputs(List.of(), List.of(), List.of())),
                Bundles.all(),
                members,
                List.of());
        int segments = 0;
        try (CaptureReader reader = CaptureFiles.open(members.resolve("evidence/host.pcapng"))) {
            Frame frame = new Frame();
            while (reader.next(frame)) {
                byte[] packet = Arrays.copyOfRange(frame.bytes, frame.offset + 14, frame.offset + frame.capturedLength);
                assertEquals(0, Talk.checksum(Arrays.copyOf(packet, 20)), "IP header");
                assertEquals(sound, Talk.checksum(Talk.pseudo(packet)) == 0, "segment " + segments);
                segments++;
            }
        }
        assertTrue(segments >= 8, segments + " segments");
    }
}
