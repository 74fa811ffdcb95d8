package org.droppoint.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.FlowKey;
import org.droppoint.base.Tap;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureFormatException;
import org.droppoint.capture.CaptureReader;
import org.droppoint.wire.PortSet;
import org.junit.jupiter.api.Test;

/**
 * Reassembled bytes against tshark's "follow TCP stream". Compared is every direction without a hole whose 5-tuple was
 * used once: what tshark writes into a hole are words of its own. Skipped where tshark is absent;
 * {@code -Dfollow.files=100000} for all captures.
 */
class TsharkFollowTest {
    private static final int FILES = Integer.getInteger("follow.files", 12);
    private static final int MAX_FILE_BYTES = 2_000_000;
    private static final int MAX_STREAMS = 40;

    /** Where tshark stops at damage inside the file and we go on: what it has is the beginning of ours. */
    private static final Set<String> STOPS_THERE = Set.of("record-lengths-corrupt-smtp.pcap");

    private static final HexFormat HEX = HexFormat.of();

    /** Both directions of one stream in hexadecimal, of the end named first before the other's. */
    private record Followed(String first, String second, String ofFirst, String ofSecond) {}

    private int captures;
    private int directions;
    private long bytes;
    private int withHoles;
    private int stopped;
    private final List<String> differences = new ArrayList<>();

    @Test
    void streamsAreThoseThatTsharkFollows() throws IOException {
        assumeTrue(!Tshark.version().isEmpty(), "tshark is not installed");
        for (Path file : files()) {
            compare(file);
        }
        System.out.printf(
                Locale.ROOT,
                "tshark's follow, %d captures: %d directions alike, %d bytes; %d where it stops at damage;"
                        + " %d with holes are not compared%n",
                captures,
                directions,
                bytes,
                stopped,
                withHoles);
        assertEquals(List.of(), differences);
        assertTrue(directions > 20 && bytes > 10_000, directions + " directions, " + bytes + " bytes");
    }

    private void compare(Path file) throws IOException {
        Map<String, Leg> legs = new HashMap<>();
        CapturePass pass = new CapturePass(PortSet.all());
        try (CaptureReader reader = CaptureFiles.open(file)) {
            pass.run(reader, 0);
            pass.close();
            CapturedTap tap = pass.tap(0);
            for (Leg leg : tap.legs()) {
                legs.merge(name(leg.key()), leg, (one, other) -> null);
            }
            List<Leg> wanted = tap.legs().stream()
                    .filter(leg -> leg.incarnation() == 0 && !leg.isCut() && leg.carriedBytes())
                    .filter(leg -> leg.equals(legs.get(name(leg.key()))))
                    .limit(MAX_STREAMS)
                    .toList();
            captures += wanted.isEmpty() ? 0 : 1;
            List<Followed> followed = wanted.isEmpty() ? List.of() : follow(file, wanted);
            for (Leg leg : wanted) {
                followed.stream().filter(one -> isOf(one, leg.key())).forEach(one -> compare(file, one, leg, tap));
            }
        } catch (CaptureFormatException otherFormat) {
            // tshark may know it
        }
    }

    private void compare(Path file, Followed followed, Leg leg, CapturedTap tap) {
        boolean stops = STOPS_THERE.contains(String.valueOf(file.getFileName()));
        for (Direction direction : Direction.values()) {
            boolean gapless = leg.seen(direction).rangeCount() == 1
                    && leg.seen(direction).range(0).start() == 0
                    && leg.synSeen(direction);
            if (!gapless) {
                withHoles += leg.seen(direction).isEmpty() ? 0 : 1;
                continue;
            }
            byte[] ours = new byte[(int) leg.seen(direction).end()];
            int read =
                    new LegStream(new Tap(Tap.HOST, 0), leg, direction, tap.payloads()).read(0, ours, 0, ours.length);
            boolean first = followed.first.equals(text(leg.key().sender(direction)));
            String theirs = first ? followed.ofFirst : followed.ofSecond;
            String own = HEX.formatHex(ours);
            if (read == ours.length && own.equals(theirs)) {
                directions++;
                bytes += read;
            } else if (read == ours.length && stops && own.startsWith(theirs)) {
                stopped++;
            } else {
                differences.add(file + " " + leg.key() + " " + direction + ": " + read + " of " + ours.length
                        + " bytes, tshark " + theirs.length() / 2 + ", first difference at "
                        + mismatch(own, theirs) / 2);
            }
        }
    }

    private static int mismatch(String one, String other) {
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String name(FlowKey key) {
        return text(key.client()) + " " + text(key.server());
    }

    /** As tshark writes it: IPv6 addresses without brackets. */
    private static String text(Endpoint end) {
        return end.address() + ":" + end.port();
    }

    private static boolean isOf(Followed followed, FlowKey key) {
        String client = text(key.client());
        String server = text(key.server());
        return followed.first.equals(client) && followed.second.equals(server)
                || followed.first.equals(server) && followed.second.equals(client);
    }

    private static List<Followed> follow(Path file, List<Leg> legs) throws IOException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-q", "-r", file.toString()));
        for (Leg leg : legs) {
            FlowKey key = leg.key();
            String ends = bracketed(key.client()) + "," + bracketed(key.server());
            command.addAll(List.of("-z", "follow,tcp,raw," + ends));
        }
        List<Followed> followed = new ArrayList<>();
        String first = "";
        String second = "";
        StringBuilder ofFirst = new StringBuilder();
        StringBuilder ofSecond = new StringBuilder();
        boolean inside = false;
        for (String line : Tshark.run(command)) {
            if (line.startsWith("Node 0: ")) {
                first = line.substring("Node 0: ".length());
                ofFirst.setLength(0);
            } else if (line.startsWith("Node 1: ")) {
                second = line.substring("Node 1: ".length());
                ofSecond.setLength(0);
                inside = true;
            } else if (line.startsWith("=====")) {
                if (inside) {
                    followed.add(new Followed(first, second, ofFirst.toString(), ofSecond.toString()));
                }
                inside = false;
            } else if (inside && !line.isBlank()) {
                (line.startsWith("\t") ? ofSecond : ofFirst).append(line.strip());
            }
        }
        return followed;
    }

    private static String bracketed(Endpoint end) {
        return end.address().version() == 6 ? "[" + end.address() + "]:" + end.port() : text(end);
    }

    private static List<Path> files() throws IOException {
        List<Path> roots = new ArrayList<>(List.of(Path.of("../capture-fixtures/captures")));
        String found = System.getenv("DROPPOINT_CAPTURES");
        if (found != null && Files.isDirectory(Path.of(found))) {
            roots.add(Path.of(found));
        }
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)"))
                        .filter(file -> file.toFile().length() <= MAX_FILE_BYTES)
                        .sorted()
                        .forEach(files::add);
            }
        }
        int step = Math.max(1, files.size() / FILES);
        return Stream.iterate(0, i -> i < files.size(), i -> i + step)
                .map(files::get)
                .toList();
    }
}
