package org.droppoint.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.droppoint.capture.CaptureBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way of wrapping a segment that the decoder's test makes by hand, given to tshark in one capture. */
class StacksAgainstTsharkTest {
    /** tshark 4.0 refuses a whole file for these link types. */
    private static final List<Integer> UNKNOWN_TO_TSHARK =
            List.of(LinkType.DSA_MARVELL, LinkType.DSA_BROADCOM, LinkType.DSA_BROADCOM_PREPENDED);

    /** Stacks of which tshark 4.0 makes something else, and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "FabricPath", "it takes the last four bytes for a check sequence that is not there",
            "MPLS pseudo-wire", "it leaves the label's payload alone unless told what it is");

    @TempDir
    Path folder;

    @Test
    void tsharkSeesTheSameSegmentInEveryStack() throws IOException, InterruptedException {
        List<PacketDecoderTest.Stack> stacks = PacketDecoderTest.stacks()
                .filter(stack -> !UNKNOWN_TO_TSHARK.contains(stack.link()))
                .toList();
        List<String> seen = tshark(capture(stacks));
        assertEquals(stacks.size(), seen.size());
        Map<String, String> differences = new TreeMap<>();
        PacketDecoder decoder = new PacketDecoder();
        Packet packet = new Packet();
        for (int i = 0; i < stacks.size(); i++) {
            byte[] frame = stacks.get(i).frame();
            decoder.decode(frame, 0, frame.length, frame.length, stacks.get(i).link(), packet);
            String ours = packet.sourcePort + "\t" + packet.destinationPort + "\t"
                    + Integer.toUnsignedString(packet.sequence) + "\t"
                    + HexFormat.of()
                            .formatHex(frame, packet.payloadOffset, packet.payloadOffset + packet.payloadLength);
            if (!ours.equals(seen.get(i))) {
                differences.put(stacks.get(i).name(), seen.get(i));
            }
        }
        assertEquals(OTHERWISE.keySet(), differences.keySet(), differences.toString());
        assertTrue(stacks.size() >= 40, stacks.size() + " stacks");
    }

    private Path capture(List<PacketDecoderTest.Stack> stacks) throws IOException {
        CaptureBytes file = new CaptureBytes(false);
        file.block(
                0x0A0D0D0AL,
                new CaptureBytes(false).u32(0x1A2B3C4DL).u16(1).u16(0).u64(-1));
        for (PacketDecoderTest.Stack stack : stacks) {
            file.block(1, new CaptureBytes(false).u16(stack.link()).u16(0).u32(0));
        }
        for (int i = 0; i < stacks.size(); i++) {
            byte[] frame = stacks.get(i).frame();
            file.block(
                    6,
                    new CaptureBytes(false)
                            .u32(i)
                            .u32(0)
                            .u32(i)
                            .u32(frame.length)
                            .u32(frame.length)
                            .raw(frame));
        }
        return Files.write(folder.resolve("stacks.pcapng"), file.bytes());
    }

    /** The innermost segment of each frame: ports, sequence number and payload. */
    private static List<String> tshark(Path file) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "tshark",
                            "-r",
                            file.toString(),
                            "-T",
                            "fields",
                            "-E",
                            "occurrence=l",
                            "-e",
                            "tcp.srcport",
                            "-e",
                            "tcp.dstport",
                            "-e",
                            "tcp.seq_raw",
                            "-e",
                            "tcp.payload")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            assumeTrue(false, "tshark is not here");
            throw absent;
        }
        List<String> lines;
        try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
            lines = out.lines().toList();
        }
        assertEquals(0, process.waitFor());
        return lines;
    }
}
