package org.droppoint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.capture.live.LiveSource;
import org.droppoint.capture.live.MailFilter;
import org.droppoint.capture.live.NicSettings;
import org.droppoint.capture.live.NicSource;
import org.droppoint.capture.live.Streams;
import org.droppoint.capture.live.TimestampSource;
import org.droppoint.live.Watch;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The options that say where frames come from. */
final class LiveSources {
    private static final String COMMAND = "cmd:";
    private static final int BYTES_PER_MEBIBYTE = 1 << 20;

    @CommandLine.Option(
            names = {"-i", "--interface"},
            paramLabel = "SOURCE",
            description = "Capture here, without a role: the host's if alone, else taps in path order. Repeatable.")
    private List<String> unnamed = new ArrayList<>();

    @CommandLine.Option(names = "--host", paramLabel = "SOURCE", description = "The mail server itself.")
    private @Nullable String host;

    @CommandLine.Option(names = "--inside", paramLabel = "SOURCE", description = "The firewall's inside interface.")
    private @Nullable String inside;

    @CommandLine.Option(names = "--outside", paramLabel = "SOURCE", description = "The firewall's outside interface.")
    private @Nullable String outside;

    @CommandLine.Option(
            names = "--tap",
            paramLabel = "NAME=SOURCE",
            description = "A further point; --path says where it lies.")
    private List<String> further = new ArrayList<>();

    @CommandLine.Mixin
    private PathOption path = new PathOption();

    @CommandLine.Mixin
    private PortOption ports = new PortOption();

    @CommandLine.Option(
            names = {"-f", "--filter"},
            paramLabel = "BPF",
            description =
                    "Capture filter of the interfaces (default: the ports, ICMP errors, fragments; with VLAN tags).")
    private @Nullable String filter;

    @CommandLine.Option(
            names = {"-s", "--snaplen"},
            paramLabel = "BYTES",
            description = "Bytes kept of a packet (default: all).")
    private int snapLength = NicSettings.MAX_SNAP_LENGTH_BYTES;

    @CommandLine.Option(
            names = {"-B", "--buffer"},
            paramLabel = "MB",
            defaultValue = "64",
            description = "Kernel buffer of an interface (default: ${DEFAULT-VALUE}).")
    private int bufferMegabytes = 64;

    @CommandLine.Option(
            names = {"-p", "--no-promiscuous"},
            description = "Only what is addressed to this machine.")
    private boolean notPromiscuous;

    @CommandLine.Option(
            names = "--time-stamp-source",
            paramLabel = "NAME",
            description = "Who stamps the packets: host, host_lowprec, host_hiprec, adapter, adapter_unsynced.")
    private @Nullable String timestampSource;

    @CommandLine.Option(
            names = "--time-stamp-precision",
            paramLabel = "nano|micro",
            defaultValue = "nano",
            description = "Resolution to ask for (default: ${DEFAULT-VALUE}, where there is such).")
    private String timestampPrecision = "nano";

    @CommandLine.Option(names = "--immediate", description = "Deliver every packet at once instead of in batches.")
    private boolean immediate;

    PortSet ports() {
        return ports.ports();
    }

    /** The taps in path order. */
    List<Watch.TapPlan> taps() {
        Map<String, String> named = named();
        if (named.isEmpty()) {
            throw new UsageException("no source given; such as 'droppoint live -i eth0'; 'droppoint interfaces' lists"
                    + " what there is");
        }
        List<String> order = order(named);
        return order.stream()
                .map(name -> new Watch.TapPlan(name, source(named.getOrDefault(name, ""))))
                .toList();
    }

    private Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        put(named, Tap.HOST, host);
        put(named, Tap.INSIDE, inside);
        put(named, Tap.OUTSIDE, outside);
        for (String one : further) {
            PathOption.Named tap = PathOption.named(one, "SOURCE");
            put(named, tap.tap(), tap.source());
        }
        if (!unnamed.isEmpty() && !named.isEmpty()) {
            throw new UsageException(
                    "-i has no role and does not mix with taps that have: give every one a role, or none");
        }
        for (int i = 0; i < unnamed.size(); i++) {
            named.put(unnamed.size() == 1 && !routes() ? Tap.HOST : "tap" + (i + 1), unnamed.get(i));
        }
        return named;
    }

    private static void put(Map<String, String> named, String tap, @Nullable String source) {
        if (source != null && named.putIfAbsent(tap, source) != null) {
            throw new UsageException("the tap " + tap + " is given twice; a live tap has one source");
        }
    }

    /** A machine that forwards packets is more likely a firewall than a mail server. */
    private static boolean routes() {
        try {
            return Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"))
                    .strip()
                    .equals("1");
        } catch (IOException e) {
            return false;
        }
    }

    /** Interfaces without roles come in the order given, which may well be the path's. */
    private List<String> order(Map<String, String> named) {
        return unnamed.isEmpty() || !path.path().isEmpty() ? path.order(named.keySet()) : List.copyOf(named.keySet());
    }

    private LiveSource source(String given) {
        if (given.startsWith(COMMAND)) {
            return Streams.command(given.substring(COMMAND.length()));
        }
        if (given.equals("-")) {
            return Streams.of("-", System.in);
        }
        boolean file = given.contains("/") && Files.exists(Path.of(given));
        return file ? Streams.file(Path.of(given)) : nic(given);
    }

    private LiveSource nic(String name) {
        try {
            NicSettings settings = new NicSettings(
                    name,
                    filter == null ? MailFilter.of(portList()) : filter,
                    snapLength == 0 ? NicSettings.MAX_SNAP_LENGTH_BYTES : snapLength,
                    Math.multiplyExact(bufferMegabytes, BYTES_PER_MEBIBYTE),
                    !notPromiscuous,
                    stamps(),
                    nanoseconds(),
                    immediate);
            return new NicSource(settings, filter == null ? MailFilter.untagged(portList()) : null);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private List<Integer> portList() {
        return ports.list();
    }

    private @Nullable TimestampSource stamps() {
        String named = timestampSource;
        return named == null
                ? null
                : TimestampSource.of(named)
                        .orElseThrow(
                                () -> new UsageException("--time-stamp-source knows host, host_lowprec, host_hiprec,"
                                        + " adapter and adapter_unsynced, not '" + named + "'"));
    }

    private boolean nanoseconds() {
        return switch (timestampPrecision) {
            case "nano" -> true;
            case "micro" -> false;
            default -> throw new UsageException("--time-stamp-precision is nano or micro");
        };
    }
}
