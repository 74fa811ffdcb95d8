package org.droppoint.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureFormatException;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.CaptureSet;
import org.droppoint.inspect.CaptureProfile;
import org.droppoint.inspect.Inspector;
import org.droppoint.inspect.ProfileJson;
import org.droppoint.inspect.ProfileText;
import org.droppoint.pipeline.TapInput;
import org.droppoint.report.SafeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code droppoint inspect}: what captures are, and what they can and cannot prove. */
@CommandLine.Command(
        name = "inspect",
        description = "Tells what a capture is: format, points, losses, sessions, and what it can and cannot prove.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:at least one capture was read", "2:wrong usage, or no capture readable", "1:droppoint failed"
        })
final class InspectCommand implements Callable<Integer> {
    private static final String JSON = "json";

    @CommandLine.Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Captures of any format, folders or patterns of them; '-' is the standard input.")
    private List<String> files = new ArrayList<>();

    @CommandLine.Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Format on standard output (default: ${DEFAULT-VALUE}).")
    private String format = "text";

    @CommandLine.Mixin
    private PortOption ports = new PortOption();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!format.equals("text") && !format.equals(JSON)) {
            throw new UsageException("--format knows text and json, not '" + format + "'");
        }
        Terminal terminal = Terminal.ofStandardOutput();
        ProfileText text = new ProfileText(terminal.width(), terminal.colour(), terminal.ascii());
        ProfileJson json = new ProfileJson();
        List<Path> read = new ArrayList<>();
        CaptureArguments arguments = new CaptureArguments();
        int count = 0;
        for (String given : files) {
            for (Path file : arguments.plainFiles(given)) {
                CaptureProfile profile = inspect(file, json);
                if (profile != null) {
                    text.add(profile);
                    json.add(profile);
                    count++;
                    if (Files.isRegularFile(file) && profile.health().frames() > 0) {
                        read.add(file);
                    }
                }
            }
        }
        List<String> together = read.size() > 1 ? CaptureSet.of(read).words() : List.of();
        text.addRemarks("Taken for one tap, these files are", together);
        json.addSet(together);
        print(format.equals(JSON) ? json.text() : count == 0 ? "" : text.toString());
        return count == 0 ? ExitStatus.USAGE : ExitStatus.NOTHING_WRONG;
    }

    private @Nullable CaptureProfile inspect(Path file, ProfileJson json) {
        String name = file.equals(TapInput.STANDARD_INPUT) ? "standard input" : String.valueOf(file.getFileName());
        try (CaptureReader reader = file.equals(TapInput.STANDARD_INPUT)
                ? CaptureFiles.openWhole(System.in, name, any -> true)
                : CaptureFiles.open(file)) {
            return new Inspector(ports.ports()).inspect(name, reader);
        } catch (CaptureFormatException e) {
            refuse(name, e.reasonAndAdvice(), json);
        } catch (java.nio.file.NoSuchFileException e) {
            refuse(name, "no such file", json);
        } catch (java.nio.file.AccessDeniedException e) {
            refuse(name, "permission denied", json);
        } catch (IOException e) {
            refuse(name, String.valueOf(e.getMessage()), json);
        }
        return null;
    }

    private void refuse(String name, String reason, ProfileJson json) {
        json.refuse(name, reason);
        if (spec != null) {
            spec.commandLine().getErr().println("droppoint: " + SafeText.inline(name + ": " + reason));
        }
    }

    private static void print(String text) throws IOException {
        PrintStream out = System.out;
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (out.checkError()) {
            throw new IOException("standard output cannot be written");
        }
    }
}
