package org.droppoint.flow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The installed tshark as a second opinion on every TCP frame of a capture, with Wireshark's default preferences. */
final class Tshark {
    /** Display fields in the order of {@link SegmentKind}. */
    private static final List<String> KINDS = List.of(
            "retransmission",
            "fast_retransmission",
            "spurious_retransmission",
            "out_of_order",
            "duplicate_ack",
            "lost_segment",
            "ack_lost_segment",
            "keep_alive",
            "keep_alive_ack",
            "zero_window",
            "window_full",
            "window_update",
            "zero_window_probe",
            "zero_window_probe_ack",
            "reused_ports");

    /** What tshark says of a frame; flags and length are -1 where it says nothing. */
    record Opinion(int kinds, int flags, int length, boolean icmp) {}

    private Tshark() {}

    /** The version line, or nothing where there is no tshark. */
    static String version() {
        try {
            List<String> lines = run(List.of("tshark", "-v"));
            return lines.isEmpty() ? "" : lines.get(0);
        } catch (IOException e) {
            return "";
        }
    }

    /** Opinions by frame number. */
    static Map<Long, Opinion> opinions(Path capture) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-Y", "tcp"));
        command.addAll(List.of("-T", "fields", "-E", "separator=/t", "-E", "occurrence=l", "-e", "frame.number"));
        for (String kind : KINDS) {
            command.addAll(List.of("-e", "tcp.analysis." + kind));
        }
        command.addAll(List.of("-e", "tcp.flags", "-e", "tcp.len", "-e", "icmp.type", "-e", "icmpv6.type"));
        Map<Long, Opinion> opinions = new TreeMap<>();
        for (String line : run(command)) {
            String[] fields = line.split("\t", -1);
            opinions.put(Long.valueOf(fields[0]), opinion(fields));
        }
        return opinions;
    }

    private static Opinion opinion(String[] fields) {
        int kinds = 0;
        for (SegmentKind kind : SegmentKind.values()) {
            kinds |= fields[1 + kind.ordinal()].isEmpty() ? 0 : kind.bit();
        }
        int next = 1 + KINDS.size();
        int flags = fields[next].isEmpty() ? -1 : Integer.decode(fields[next]) & 0x1FF;
        int length = fields[next + 1].isEmpty() ? -1 : Integer.parseInt(fields[next + 1]);
        return new Opinion(kinds, flags, length, !(fields[next + 2] + fields[next + 3]).isEmpty());
    }

    static List<String> run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        }
        return lines;
    }
}
