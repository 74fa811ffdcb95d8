package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.cli.Terminals.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The shells' completion scripts: whole, accepted by the shell itself where it is installed, and right when asked. */
class CompletionTest {
    @TempDir
    Path folder = Path.of(".");

    @ParameterizedTest
    @EnumSource(CompletionCommand.Shell.class)
    void everyCommandAndOptionIsThere(CompletionCommand.Shell shell) {
        String script = script(shell);
        for (CommandSpec command : commands()) {
            assertTrue(has(script, command.name()), command.name());
            for (CommandLine.Model.OptionSpec option : Completable.options(command)) {
                for (String name : option.names()) {
                    String word = shell != CompletionCommand.Shell.fish
                            ? name
                            : name.replaceFirst("^--", "-l ").replaceFirst("^-(?=\\w$)", "-s ");
                    assertTrue(has(script, word), command.name() + " " + word);
                }
            }
        }
    }

    private static boolean has(String script, String word) {
        Matcher matcher = Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])")
                .matcher(script);
        return matcher.find();
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>(List.of(Main.commandLine().getCommandSpec()));
        for (int at = 0; at < all.size(); at++) {
            all.addAll(Completable.subcommands(all.get(at)));
        }
        return all;
    }

    private static String script(CompletionCommand.Shell shell) {
        Result result = Terminals.run(List.of("completion", shell.name()));
        assertEquals(0, result.status(), result.err());
        return result.out();
    }

    @ParameterizedTest
    @EnumSource(CompletionCommand.Shell.class)
    void theShellTakesTheScript(CompletionCommand.Shell shell) throws IOException, InterruptedException {
        assumeTrue(installed(shell.name()), shell + " is not installed");
        Path file = Files.writeString(folder.resolve("script"), script(shell));
        assertEquals("", run(List.of(shell.name(), "-n", file.toString())));
    }

    /** fish answers "what would you offer here" without a terminal. */
    @ParameterizedTest
    @CsvSource({
        "droppoint ana, analyze",
        "droppoint analyze --forma, --format",
        "droppoint analyze --format js, json",
        "droppoint completion z, zsh",
        "droppoint version --lic, --licenses"
    })
    void fishOffers(String typed, String offered) throws IOException, InterruptedException {
        assumeTrue(installed("fish"), "fish is not installed");
        Path file = Files.writeString(folder.resolve("script"), script(CompletionCommand.Shell.fish));
        String answer = run(List.of("fish", "--no-config", "-c", "source " + file + "; complete -C '" + typed + "'"));
        assertTrue(answer.lines().anyMatch(line -> line.split("\t")[0].equals(offered)), answer);
    }

    /** The function is called as readline would, with the words typed so far. */
    @ParameterizedTest
    @CsvSource({
        "droppoint ana, analyze",
        "droppoint analyze --forma, --format",
        "droppoint analyze --format js, json",
        "droppoint analyze --format = js, json",
        "droppoint analyze --inside pom, pom.xml",
        "droppoint analyze --tap dmz = pom, pom.xml",
        "droppoint analyze pom, pom.xml",
        "droppoint completion z, zsh"
    })
    void bashOffers(String typed, String offered) throws IOException, InterruptedException {
        assumeTrue(installed("bash"), "bash is not installed");
        Path file = Files.writeString(folder.resolve("script"), script(CompletionCommand.Shell.bash));
        String call = "compopt() { :; }; source " + file + "; COMP_WORDS=(" + typed
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _droppoint; printf '%s\\n' \"${COMPREPLY[@]}\"";
        String answer = run(List.of("bash", "--norc", "-c", call));
        assertTrue(answer.lines().anyMatch(offered::equals), answer);
    }

    @Test
    void aDescriptionIsOneSentence() {
        CommandSpec analyze = commands().stream()
                .filter(command -> command.name().equals("analyze"))
                .findFirst()
                .orElseThrow();
        assertEquals("Capture taken on the mail server itself", Completable.description(analyze.findOption("--host")));
        assertEquals(Completable.Value.FILE, Completable.value(analyze.findOption("--host")));
        assertEquals(Completable.Value.NONE, Completable.value(analyze.findOption("--exit-zero")));
        assertEquals(Completable.Value.CHOICE, Completable.value(analyze.findOption("--format")));
        assertEquals(Completable.Value.TEXT, Completable.value(analyze.findOption("--port")));
    }

    private static boolean installed(String program) {
        for (String place : String.valueOf(System.getenv("PATH")).split(":")) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it hangs: " + command);
        return said;
    }
}
