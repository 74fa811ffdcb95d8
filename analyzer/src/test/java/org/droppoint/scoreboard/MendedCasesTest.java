package org.droppoint.scoreboard;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.scenario.ScenarioLibrary;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated cases of even seeds that once blamed a healthy place or invented a loss: {@code mended.txt}, a case a line, as
 * {@code scenario | seed | what was added to it | what it must be}. The additions stand in full, so that a case stays what it
 * is when scenarios are added. What must be is {@code right}, or {@code fair}: nobody healthy blamed, and nothing invented.
 */
class MendedCasesTest {
    @TempDir
    private Path scratch = Path.of("");

    static Stream<String> cases() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MendedCasesTest.class.getResourceAsStream("mended.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysMended(String line) throws IOException {
        String[] parts = line.split("\\s*\\|\\s*", -1);
        String text = ScenarioLibrary.load().text(parts[0]) + String.join("\n", parts[2].split(";\\s*")) + "\n";
        LabelledCase made =
                CaseGenerator.play(parts[0].replace('/', '.') + "~s" + parts[1], text, Long.parseLong(parts[1]));
        made.writeTo(scratch);
        CaseFolder labelled = CaseFolder.of(scratch.resolve(made.name()));
        CaseScore score = Scorer.score(labelled, labelled.analyse());
        assertAll(
                () -> assertEquals(0, score.falseAccusations(), score.complaints()::toString),
                () -> assertEquals(0, score.lostInvented(), score.complaints()::toString));
        if (parts[3].equals("right")) {
            assertEquals(List.of(), score.complaints());
        }
    }
}
