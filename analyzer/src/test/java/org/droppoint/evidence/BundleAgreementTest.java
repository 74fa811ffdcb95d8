package org.droppoint.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.droppoint.scoreboard.CaseFolder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The redacted captures of every committed case tell the same verdict, flows and lost ranges as the originals. */
class BundleAgreementTest {
    @TempDir
    Path folder = Path.of(".");

    @TestFactory
    Stream<DynamicTest> redactedCapturesTellTheSame() throws IOException {
        return CaseFolder.committed().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(),
                        () -> assertEquals(
                                List.of(),
                                Bundles.make(one.request(), Bundles.all(), folder.resolve(one.name()), List.of()))));
    }
}
