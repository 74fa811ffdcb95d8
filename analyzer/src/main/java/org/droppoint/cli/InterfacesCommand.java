package org.droppoint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.droppoint.capture.live.Interfaces;
import org.droppoint.capture.live.Privileges;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint interfaces}: what can be captured on here. */
@CommandLine.Command(
        name = "interfaces",
        description = "Lists the interfaces that 'droppoint live' can capture on.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class InterfacesCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Interfaces.Entry> entries = Interfaces.list();
        if (spec == null) {
            return ExitStatus.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        int name = entries.stream().mapToInt(one -> one.name().length()).max().orElse(4);
        for (Interfaces.Entry one : entries) {
            String state = !one.up() ? "down" : one.running() ? "up" : "no link";
            String addresses = one.addresses().isEmpty() ? "-" : String.join(" ", one.addresses());
            String said = one.description() == null ? "" : SafeText.inline(one.description());
            String hint = one.hint().isEmpty() || said.isEmpty() ? one.hint() + said : one.hint() + " (" + said + ")";
            String line = String.format(
                    Locale.ROOT,
                    "%-" + Math.max(4, name) + "s  %-7s  %s",
                    SafeText.inline(one.name()),
                    state,
                    addresses);
            out.println(hint.isEmpty() ? line : line + "   " + hint);
        }
        if (entries.isEmpty()) {
            out.println("libpcap lists no interface that this user may see.");
        }
        if (!Privileges.mayCapture()) {
            spec.commandLine().getErr().println("droppoint: to capture, something is missing here:");
            Privileges.advice()
                    .lines()
                    .forEach(line -> spec.commandLine().getErr().println("  " + line));
        }
        return ExitStatus.NOTHING_WRONG;
    }
}
