package org.droppoint.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.pipeline.LogInputs;
import org.droppoint.pipeline.Request;
import org.droppoint.pipeline.TapInput;
import org.jspecify.annotations.Nullable;
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

    @CommandLine.Mixin
    private PathOption path = new PathOption();

    @CommandLine.Mixin
    private StageOptions stages = new StageOptions();

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

    @CommandLine.Mixin
    private PortOption ports = new PortOption();

    @CommandLine.Option(
            names = {"-q", "--quiet"},
            description = "Show no progress on the terminal; elsewhere there is none.")
    private boolean quiet;

    @CommandLine.Option(
            names = "--date",
            paramLabel = "DATE[TTIME]",
            description = {
                "When captures begin that print no date (FortiGate without option 'a', ASA), in UTC, such as",
                "2026-11-23 or 2026-11-23T22:10 (default: as the other captures do)."
            })
    private @Nullable String date;

    @CommandLine.Mixin
    private EffortOptions effort = new EffortOptions();

    /** Tells on the terminal how far the work is; the caller closes it before anything is written there. */
    ProgressLine progress() {
        return ProgressLine.onTerminal(quiet);
    }

    private @Nullable Instant undatedFrom() {
        String given = date;
        if (given == null) {
            return null;
        }
        try {
            Instant from = given.indexOf('T') < 0
                    ? LocalDate.parse(given).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : LocalDateTime.parse(given.endsWith("Z") ? given.substring(0, given.length() - 1) : given)
                            .toInstant(ZoneOffset.UTC);
            Times.epochNanos(from);
            return from;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new UsageException(
                    "--date wants a day or a time in UTC, such as 2026-11-23 or 2026-11-23T22:10, not '" + given + "'");
        }
    }

    /**
     * @param digests whether the SHA-256 of the inputs is going to be stated somewhere
     * @throws UsageException if the options do not fit together
     */
    Request request(boolean digests) {
        LogInputs logs = new LogInputs(smtpLogs, queues, firewallLogs, dropped, stages.processed());
        return new Request(
                inputs(), path.path(), ports.ports(), logs, Version.text(), effort.effort(digests), undatedFrom());
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
        files.addAll(request.logs().processed());
        return files;
    }

    private List<TapInput> inputs() {
        Map<String, List<String>> named = named();
        boolean roles = !named.isEmpty() || stages.given();
        if (roles && !files.isEmpty()) {
            throw new UsageException(
                    "captures with roles and captures without do not mix: give every one a role, or none");
        }
        if (!roles && files.isEmpty()) {
            throw new UsageException(
                    smtpLogs.isEmpty()
                            ? "no capture given; see 'droppoint analyze --help'"
                            : "no capture given; files after --smtp-log are taken for logs up to the next option or '--'");
        }
        List<TapInput> inputs = new ArrayList<>();
        CaptureArguments arguments = new CaptureArguments();
        if (!roles) {
            files.forEach(file -> inputs.addAll(arguments.unnamed(file)));
            return inputs;
        }
        Map<String, TapInput> taps = new LinkedHashMap<>();
        named.forEach((tap, given) -> taps.put(tap, arguments.tap(tap, given)));
        for (TapInput side : stages.taps(arguments, named.keySet())) {
            taps.put(String.valueOf(side.tap()), side);
        }
        path.order(taps.keySet()).forEach(tap -> inputs.add(Objects.requireNonNull(taps.get(tap))));
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
            PathOption.Named tap = PathOption.named(one, "FILE");
            named.computeIfAbsent(tap.tap(), name -> new ArrayList<>()).add(tap.source());
        }
        return named;
    }
}
