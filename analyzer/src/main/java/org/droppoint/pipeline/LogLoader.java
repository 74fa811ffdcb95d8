package org.droppoint.pipeline;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureReader;
import org.droppoint.correlate.log.FirewallCaptureJoiner;
import org.droppoint.correlate.log.FirewallJoiner;
import org.droppoint.correlate.log.JoinedLog;
import org.droppoint.correlate.log.LogJoiner;
import org.droppoint.correlate.log.QueueJoiner;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.exchange.FirewallLog;
import org.droppoint.exchange.InspectionCounters;
import org.droppoint.exchange.ProtocolLog;
import org.droppoint.exchange.QueueReport;
import org.droppoint.flow.CapturePass;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;

/** Reads the texts beside the captures and has them joined; one that cannot be read is refused, and the rest goes on. */
final class LogLoader {
    private final LogInputs inputs;
    private final List<Report.RefusedInput> refused = new ArrayList<>();

    LogLoader(LogInputs inputs) {
        this.inputs = inputs;
    }

    List<Report.RefusedInput> refused() {
        return refused;
    }

    /** Reads one kind of text. */
    private interface Parser<T> {
        T parse(InputStream in, String fileName) throws IOException;
    }

    List<JoinedLog> join(Correlation correlation, PortSet ports) {
        List<JoinedLog> joined = new ArrayList<>();
        List<ProtocolLog> logs = new ArrayList<>();
        for (Path file : inputs.smtp()) {
            read(file, ProtocolLog::parse).filter(log -> holds(log, file)).ifPresent(logs::add);
        }
        joined.addAll(LogJoiner.join(logs, correlation, ports::contains));
        for (Path file : inputs.queues()) {
            read(file, QueueReport::parse)
                    .filter(queues -> holds(!queues.queues().isEmpty(), file, "no queue of Get-Queue found in it"))
                    .ifPresent(queues -> joined.add(QueueJoiner.join(queues, correlation)));
        }
        for (Path file : inputs.firewall()) {
            joinFirewall(file, correlation).ifPresent(joined::add);
        }
        for (Path file : inputs.dropped()) {
            joinStage(file, FirewallCaptureJoiner.Stage.DROPPED, correlation, ports)
                    .ifPresent(joined::add);
        }
        for (Path file : inputs.processed()) {
            joinStage(file, FirewallCaptureJoiner.Stage.PROCESSED, correlation, ports)
                    .ifPresent(joined::add);
        }
        return joined;
    }

    private Optional<JoinedLog> joinStage(
            Path file, FirewallCaptureJoiner.Stage stage, Correlation correlation, PortSet ports) {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            CapturePass pass = new CapturePass(ports);
            pass.run(reader, 0);
            pass.close();
            return Optional.of(FirewallCaptureJoiner.join(name(file), stage, pass.tap(0), correlation));
        } catch (IOException e) {
            refused.add(new Report.RefusedInput(name(file), Refusals.reason(e)));
            return Optional.empty();
        }
    }

    /** One text may hold both, as pasted from a terminal. */
    private Optional<JoinedLog> joinFirewall(Path file, Correlation correlation) {
        Optional<FirewallLog> log = read(file, FirewallLog::parse);
        Optional<InspectionCounters> counters =
                log.isEmpty() ? Optional.empty() : read(file, InspectionCounters::parse);
        if (log.isEmpty() || counters.isEmpty()) {
            return Optional.empty();
        }
        boolean anything = !log.get().lines().isEmpty()
                || !counters.get().counters().isEmpty()
                || log.get().skipped().count(org.droppoint.exchange.SkippedLine.Reason.NOT_ABOUT_MAIL) > 0;
        return holds(anything, file, "neither syslog lines nor counters of a Cisco firewall found in it")
                ? Optional.of(FirewallJoiner.join(log.get(), counters.get(), correlation))
                : Optional.empty();
    }

    private boolean holds(ProtocolLog log, Path file) {
        boolean known = !log.sessions().isEmpty() || log.kind() != ProtocolLog.Kind.UNKNOWN;
        return holds(known, file, "no row of an SMTP protocol log found in it");
    }

    private boolean holds(boolean anything, Path file, String otherwise) {
        if (!anything) {
            refused.add(new Report.RefusedInput(name(file), otherwise));
        }
        return anything;
    }

    private <T> Optional<T> read(Path file, Parser<T> parser) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return Optional.of(parser.parse(in, name(file)));
        } catch (IOException e) {
            refused.add(new Report.RefusedInput(name(file), Refusals.reason(e)));
            return Optional.empty();
        }
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
