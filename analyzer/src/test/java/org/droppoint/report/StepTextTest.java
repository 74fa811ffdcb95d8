package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a next step is a label, and what is to be typed. */
class StepTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Confirm on X: 'show a' and 'show b'.|LEAD[Confirm on X:]WORDS[ ]COMMAND[show a]WORDS[ and ]COMMAND[show b]WORDS[.]",
                "The server's log; it's there|WORDS[The server's log; it's there]",
                "Let type 3 pass (IPv6: type 2)|WORDS[Let type 3 pass (IPv6: type 2)]",
                "Type 'a: b' now|WORDS[Type ]COMMAND[a: b]WORDS[ now]",
                "('x \"y\"')|WORDS[(]COMMAND[x \"y\"]WORDS[)]",
            })
    void partsAreTold(String step, String parts) {
        assertEquals(
                parts,
                StepText.parts(step).stream()
                        .map(part -> part.kind() + "[" + part.text() + "]")
                        .collect(Collectors.joining()));
    }
}
