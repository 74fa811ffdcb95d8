package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A command that is asked for by name is built without the others, and nobody must be able to tell. */
class MainTest {
    @Test
    void theCommandAskedForIsTheSameWithoutTheOthers() {
        int alone = 0;
        for (var command : Main.commandLine().getSubcommands().entrySet()) {
            String name = command.getKey();
            Map<String, CommandLine> asked = Main.commandLine(name, "--help").getSubcommands();
            CommandLine found = Objects.requireNonNull(asked.get(name), name);
            assertEquals(command.getValue().getUsageMessage(), found.getUsageMessage(), name);
            alone += asked.size() == 1 ? 1 : 0;
        }
        assertTrue(alone >= 4, "commands built alone: " + alone);
    }

    @Test
    void whatNamesNoCommandSeesAllOfThem() {
        Set<String> all = Main.commandLine().getSubcommands().keySet();
        assertEquals(all, Main.commandLine(new String[0]).getSubcommands().keySet());
        assertEquals(all, Main.commandLine("--help").getSubcommands().keySet());
        assertEquals(all, Main.commandLine("analyse").getSubcommands().keySet());
        assertEquals(
                Main.commandLine().getUsageMessage(), Main.commandLine("--help").getUsageMessage());
    }
}
