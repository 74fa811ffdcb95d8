package org.droppoint.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the command in this process as a shell would, and keeps what it says. */
final class Terminals {
    private Terminals() {}

    record Result(int status, String out, String err) {}

    static Result run(List<String> arguments) {
        return run(arguments.toArray(String[]::new));
    }

    static Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result = run(out, arguments);
        return new Result(result.status(), out.toString(StandardCharsets.UTF_8), result.err());
    }

    /** Standard output goes to the given stream. */
    static Result run(OutputStream standardOutput, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream formerOut = System.out;
        PrintStream formerErr = System.err;
        System.setOut(new PrintStream(standardOutput, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int status = Main.commandLine(arguments).execute(arguments);
            System.out.flush();
            System.err.flush();
            return new Result(status, "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
        }
    }
}
