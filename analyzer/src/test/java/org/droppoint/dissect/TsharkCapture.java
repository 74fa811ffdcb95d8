package org.droppoint.dissect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Streams of a public capture as tshark's TCP layer hands them out, so that this package's reading of them is compared
 * with tshark's without any of our own code below it.
 */
final class TsharkCapture {
    /** Both directions of one TCP connection. */
    static final class Connection {
        final MemoryStream[] views = new MemoryStream[2];
        private final long[] base = new long[2];
        private final long[] last = new long[2];
        final String client;
        final int clientPort;
        final int serverPort;

        Connection(String client, int clientPort, int serverPort) {
            this.client = client;
            this.clientPort = clientPort;
            this.serverPort = serverPort;
        }

        /** Offsets from raw sequence numbers: 0 behind the SYN, else at the first byte seen. */
        long offset(int side, long raw, boolean syn) {
            if (views[side] == null) {
                views[side] = new MemoryStream(syn);
                base[side] = syn ? raw + 1 : raw;
                last[side] = base[side];
            }
            long unwrapped = last[side] + (int) (raw - last[side]);
            last[side] = Math.max(last[side], unwrapped);
            return unwrapped - base[side];
        }

        MemoryStream view(int side) {
            return views[side] == null ? MemoryStream.empty() : views[side];
        }
    }

    private static final String[] FIELDS = {
        "frame.number",
        "tcp.stream",
        "ip.src",
        "ipv6.src",
        "tcp.srcport",
        "tcp.dstport",
        "tcp.seq_raw",
        "tcp.len",
        "tcp.flags",
        "tcp.payload"
    };

    private TsharkCapture() {}

    static @Nullable Path captures() {
        String configured = System.getProperty("captures.dir");
        List<String> places = Arrays.asList(
                configured == null ? System.getenv("DROPPOINT_CAPTURES") : configured,
                "../shared/captures",
                "../../shared/captures");
        return places.stream()
                .filter(place -> place != null && Files.isDirectory(Path.of(place)))
                .map(Path::of)
                .findFirst()
                .orElse(null);
    }

    static boolean isTsharkThere() {
        try {
            new ProcessBuilder("tshark", "--version")
                    .redirectErrorStream(true)
                    .start()
                    .getInputStream()
                    .readAllBytes();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs tshark over a capture; a row for each frame of the filter, the values of a field divided by commas. */
    static List<String[]> rows(Path capture, String filter, List<String> options, String... fields) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-Y", filter));
        command.addAll(options);
        command.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        List<String[]> rows = new ArrayList<>();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    rows.add(line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    static Map<Integer, Connection> connections(Path capture) {
        Map<Integer, Connection> connections = new TreeMap<>();
        for (String[] row : rows(capture, "tcp && !icmp && !icmpv6", List.of(), FIELDS)) {
            if (isWholeHeader(row)) {
                addRow(connections, row);
            }
        }
        return connections;
    }

    /** Damaged headers lack fields, tunnelled packets have them twice: neither is a segment of its own. */
    private static boolean isWholeHeader(String[] row) {
        return IntStream.of(1, 4, 5, 6, 7, 8).allMatch(i -> !row[i].isEmpty() && row[i].indexOf(',') < 0);
    }

    private static void addRow(Map<Integer, Connection> connections, String[] row) {
        int flags = Integer.decode(row[8]);
        boolean syn = (flags & 0x02) != 0;
        boolean answer = (flags & 0x10) != 0;
        int from = Integer.parseInt(row[4]);
        int to = Integer.parseInt(row[5]);
        String source = row[2] + row[3];
        boolean sentByServer = syn ? answer : isServerPort(from, to);
        Connection connection = connections.computeIfAbsent(
                Integer.valueOf(row[1]),
                id -> sentByServer
                        ? new Connection(row[2] + row[3] + "'s peer", to, from)
                        : new Connection(source, from, to));
        int side = from == connection.clientPort
                        && (to == connection.serverPort)
                        && !(from == to && !source.equals(connection.client))
                ? 0
                : 1;
        long offset = connection.offset(side, Long.parseLong(row[6]), syn) + (syn ? 1 : 0);
        int length = Integer.parseInt(row[7]);
        if (length > 0 && offset >= 0) {
            byte[] bytes = HexFormat.of().parseHex(row[9].replace(":", ""));
            long frame = Long.parseLong(row[0]);
            connection.views[side].add(frame, frame * 1_000_000, offset, bytes, length);
        }
    }

    private static boolean isServerPort(int from, int to) {
        return from < to;
    }
}
