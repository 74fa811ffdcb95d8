package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Any bytes as one input of a whole command: a capture or a log beside sound captures, packed into a redacted case; a
 * capture inspected. The first byte says which. Whatever comes, the command ends with a status of its own, never with
 * that of a failing program.
 */
class CommandFuzzTest {
    private static final Path SOUND = Path.of("../capture-fixtures/captures/lab/02-fw-drops-tls");
    private static final int FAILED = 1;

    @FuzzTest
    void endsWithAStatusOfItsOwn(byte[] input) throws IOException {
        if (input.length < 1) {
            return;
        }
        Path folder = Files.createTempDirectory("fuzz");
        try {
            Path file = Files.write(folder.resolve("input"), Arrays.copyOfRange(input, 1, input.length));
            List<String> arguments = arguments(Math.floorMod(input[0], 5), file, folder.resolve("case.zip"));
            StringWriter said = new StringWriter();
            CommandLine command = Main.commandLine(arguments.toArray(String[]::new))
                    .setOut(new PrintWriter(said))
                    .setErr(new PrintWriter(said));
            int status = command.execute(arguments.toArray(String[]::new));
            assertNotEquals(FAILED, status, said::toString);
        } finally {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path each : all.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private static List<String> arguments(int which, Path file, Path target) {
        List<String> packing = new ArrayList<>(List.of("case", "--exit-zero", "-o", target.toString()));
        switch (which) {
            case 0 -> packing.addAll(List.of("--host", sound("host"), "--inside", file.toString()));
            case 1 -> packing.addAll(List.of("--inside", sound("inside"), "--outside", file.toString()));
            case 2 -> packing.addAll(List.of("--host", sound("host"), "--smtp-log", file.toString()));
            case 3 -> packing.addAll(List.of("--host", sound("host"), "--queue", file.toString()));
            default -> {
                return List.of("inspect", file.toString());
            }
        }
        return packing;
    }

    private static String sound(String name) {
        Path pcapng = SOUND.resolve(name + ".pcapng");
        return (Files.exists(pcapng) ? pcapng : SOUND.resolve(name + ".pcap")).toString();
    }
}
