package org.droppoint.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import picocli.CommandLine;

/** What is to be analysed: the options that every command that reads captures shares. */
final class CaseInputs {
    @CommandLine.Option(
            names = "--host",
            paramLabel = "FILE[@IFACE]",
            description = {
                "Capture taken on the mail server itself. Repeat for rotated files or captures side by side,",
                "or give their folder or pattern; '-' is the standard input. So at every tap."
            })
    private List<String> host = new ArrayList<>();

    @CommandLine.Option(
            names = "--inside",
            paramLabel = "FILE[@IFACE]",
            description = "Capture at the firewall's inside interface.")
    private List<String> inside = new ArrayList<>();

    @CommandLine.Option(
            names = "--outside",
            paramLabel = "FILE[@IFACE]",
            description = "Capture at the firewall's outside interface.")
    private List<String> outside = new ArrayList<>();

    @CommandLine.Option(
            names = "--tap",
            paramLabel = "NAME=FILE[@IFACE]",
            description = "Capture at a further point; --path says where it lies.")
    private List<String> further = new ArrayList<>();

    @CommandLine.Option(
            names = "--path",
            paramLabel = "TAP,TAP…",
            split = ",",
            description = "The taps in order from the host to the server, such as host,dmz,inside,outside.")
    private List<String> path = new ArrayList<>();

    @CommandLine.Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Captures without roles: where each was taken is found out, and the reason said.")
    private List<String> files = new ArrayList<>();

    @CommandLine.Option(
            names = "--smtp-log",
            arity = "1..*",
            paramLabel = "FILE",
            description = {
                "SmtpSend or SmtpReceive protocol logs of the host, joined with the sessions.",
                "Captures without roles go before this option, or after a '--'."
            })
    private List<Path> smtpLogs = new ArrayList<>();

    @CommandLine.Option(names = "--queue", paramLabel = "FILE", description = "Output of Get-Queue | Format-List.")
    private List<Path> queues = new ArrayList<>();

    @CommandLine.Option(
            names = "--firewall-log",
            paramLabel = "FILE",
            description = "Syslog of a Cisco firewall, or its printed inspection and drop counters.")
    private List<Path> firewallLogs = new ArrayList<>();

    @CommandLine.Option(
            names = "--dropped",
            paramLabel = "FILE",
            description = {
                "Capture of what the firewall itself says it dropped: Cisco's 'capture NAME type asp-drop',",
                "the drop stage of Palo Alto."
            })
    private List<Path> dropped = new ArrayList<>();

    @CommandLine.Option(
            names = "--port",
            paramLabel = "PORT[,PORT…]|all",
            defaultValue = "25",
            description = "TCP ports to look at (default: ${DEFAULT-VALUE}).")
    private String ports = "25";

    @CommandLine.Option(
            names = {"-q", "--quiet"},
            description = "Show no progress on the terminal; elsewhere there is none.")
    private boolean quiet;

    @CommandLine.Mixin
    private EffortOptions effort = new EffortOptions();

    /** Tells on the terminal how far the work is; the caller closes it before anything is written there. */
    ProgressLine progress() {
        return ProgressLine.onTerminal(quiet);
    }

    /** @throws UsageException if the options do not fit together */
    Request request() {
        LogInputs logs = new LogInputs(smtpLogs, queues, firewallLogs, dropped);
        return new Request(inputs(), path, Ports.parse(ports), logs, Version.text(), effort.effort());
    }

    /** Captures are read twice to write some: what comes once will not do. */
    static void refuseStandardInput(Request request) {
        if (files(request).contains(TapInput.STANDARD_INPUT)) {
            throw new UsageException(
                    "the standard input cannot be read twice, as writing captures asks: save it to a file");
        }
    }

    /** All files that a request reads. */
    static List<Path> files(Request request) {
        List<Path> files = new ArrayList<>();
        request.taps().forEach(tap -> files.addAll(tap.files()));
        files.addAll(request.logs().smtp());
        files.addAll(request.logs().queues());
        files.addAll(request.logs().firewall());
        files.addAll(request.logs().dropped());
        return files;
    }

    private List<TapInput> inputs() {
        Map<String, List<String>> named = named();
        if (!named.isEmpty() && !files.isEmpty()) {
            throw new UsageException(
                    "captures with roles and captures without do not mix: give every one a role, or none");
        }
        if (named.isEmpty() && files.isEmpty()) {
            throw new UsageException(
                    smtpLogs.isEmpty()
                            ? "no capture given; see 'droppoint analyze --help'"
                            : "no capture given; files after --smtp-log are taken for logs up to the next option or '--'");
        }
        List<TapInput> inputs = new ArrayList<>();
        CaptureArguments arguments = new CaptureArguments();
        if (named.isEmpty()) {
            files.forEach(file -> inputs.addAll(arguments.unnamed(file)));
            return inputs;
        }
        checkPath(named.keySet());
        for (String tap : inPathOrder(named.keySet())) {
            inputs.add(arguments.tap(tap, named.getOrDefault(tap, List.of())));
        }
        return inputs;
    }

    private Map<String, List<String>> named() {
        Map<String, List<String>> named = new LinkedHashMap<>();
        Map.of(Tap.HOST, host, Tap.INSIDE, inside, Tap.OUTSIDE, outside).forEach((tap, given) -> {
            if (!given.isEmpty()) {
                named.put(tap, new ArrayList<>(given));
            }
        });
        for (String one : further) {
            int equals = one.indexOf('=');
            if (equals <= 0 || equals == one.length() - 1) {
                throw new UsageException("--tap wants NAME=FILE, not '" + one + "'");
            }
            named.computeIfAbsent(one.substring(0, equals), name -> new ArrayList<>())
                    .add(one.substring(equals + 1));
        }
        return named;
    }

    private void checkPath(Set<String> names) {
        boolean usual = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE).containsAll(names);
        if (path.isEmpty() && !usual) {
            throw new UsageException("taps of your own need --path, such as --path host,dmz,inside,outside");
        }
        Set<String> unknown = new LinkedHashSet<>(names);
        unknown.removeAll(path);
        if (!path.isEmpty() && !unknown.isEmpty()) {
            throw new UsageException("--path lacks " + String.join(", ", unknown));
        }
        if (names.stream().anyMatch(name -> !name.matches("[A-Za-z0-9_-]{1,32}"))) {
            throw new UsageException("a tap's name has letters, digits, - and _ only");
        }
        try {
            new MailPath(inPathOrder(names));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private List<String> inPathOrder(Set<String> names) {
        List<String> order = path.isEmpty() ? List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE) : path;
        return order.stream().filter(names::contains).toList();
    }
}
