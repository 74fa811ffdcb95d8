package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.droppoint.cli.Terminals.Result;
import org.droppoint.report.formats.Formats;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No report holds what the mail says, who writes to whom, or how they log in. Secrets are planted into committed captures
 * of clear-text mail, byte for byte of the same length, and looked for in every format.
 */
class PrivacyTest {
    /** What stands in the captures, and the secret in its place. */
    private static final Map<String, String> PLANTS = new LinkedHashMap<>();

    static {
        PLANTS.put("admin@contoso.example", "zq7secretbox@corp.exa");
        PLANTS.put("user0@fabrikam.example", "zq8secretrcpt@corp.exa");
        PLANTS.put("user@fabrikam.example", "zqbodysecret@corp.exa");
        PLANTS.put("Subject: lab 0", "Subject: zq9s0");
        PLANTS.put("250 2.1.0 Ok", "550 <zq@a.b>");
    }

    /** A login in the place of a greeting; the mail then ends early, so that it is planted apart. */
    private static final Map<String, String> LOGIN = Map.of("EHLO mail.contoso.example", "AUTH PLAIN enExMGNyZWRlbg");

    /** A refusal that names the mailbox without its host. */
    private static final Map<String, String> BARE = Map.of("250 2.1.0 Ok", "550 zq.bare!");

    private static final List<String> SECRETS = List.of(
            "zq.bare",
            "Zq.bare",
            "zq7secretbox",
            "zq8secretrcpt",
            "zqbodysecret",
            "zq9s0",
            "zq@a.b",
            "enExMGNyZWRlbg",
            "Zq7",
            "Zq8",
            "Zq9");

    @TempDir
    Path folder = Path.of(".");

    static Stream<Arguments> plantings() {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of(
                "60-recovered-loss-firewall-s2c", "50-starttls-overwritten", "56-payload-modified-c2s", "79-mixed")) {
            for (Map<String, String> plants : List.of(PLANTS, LOGIN, BARE)) {
                all.add(Arguments.of(name, plants, false));
                all.add(Arguments.of(name, plants, true));
            }
        }
        return all.stream();
    }

    /** @param changed whether the secrets differ at the outside tap, so that the change of bytes itself is reported */
    @ParameterizedTest
    @MethodSource("plantings")
    void noSecretIsInAnyReport(String name, Map<String, String> plants, boolean changed) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("analyze", "--exit-zero"));
        int planted = 0;
        for (String word : CaseFolder.committed(name).arguments()) {
            Path file = Path.of(word);
            if (!Files.isRegularFile(file)) {
                arguments.add(word);
                continue;
            }
            String before = Files.readString(file, StandardCharsets.ISO_8859_1);
            String after = before;
            for (Map.Entry<String, String> plant : plants.entrySet()) {
                boolean differs = changed && file.toString().contains("outside");
                after = after.replace(
                        plant.getKey(), differs ? plant.getValue().replace("zq", "Zq") : plant.getValue());
            }
            assertEquals(before.length(), after.length(), "a plant of another length");
            planted += before.equals(after) ? 0 : 1;
            Path copy = folder.resolve(file.getFileName());
            Files.writeString(copy, after, StandardCharsets.ISO_8859_1);
            arguments.add(copy.toString());
        }
        assertTrue(planted > 1, "nothing was planted");
        for (String format : Formats.names()) {
            String report = report(arguments, format);
            for (String secret : SECRETS) {
                assertFalse(report.contains(secret), () -> format + " holds " + secret + ": " + around(report, secret));
            }
        }
    }

    private static String report(List<String> arguments, String format) throws IOException {
        List<String> whole = new ArrayList<>(arguments);
        whole.add("--format");
        whole.add(format);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result = Terminals.run(out, whole.toArray(String[]::new));
        assertEquals(0, result.status(), result.err());
        assertTrue(out.size() > 20, format + " is empty");
        return result.err()
                + (format.equals("pdf") ? pdfText(out.toByteArray()) : out.toString(StandardCharsets.UTF_8));
    }

    private static String pdfText(byte[] bytes) throws IOException {
        PdfReader reader = new PdfReader(bytes);
        PdfTextExtractor extractor = new PdfTextExtractor(reader);
        StringBuilder text = new StringBuilder();
        for (int page = 1; page <= reader.getNumberOfPages(); page++) {
            text.append(extractor.getTextFromPage(page));
        }
        return text.toString();
    }

    private static String around(String report, String secret) {
        int at = report.indexOf(secret);
        return report.substring(Math.max(0, at - 120), Math.min(report.length(), at + 60));
    }
}
