package org.droppoint.scoreboard.accuracy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.droppoint.fixtures.generate.CaseGenerator;
import org.droppoint.fixtures.generate.Flavour;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.scoreboard.CaseFolder;

/** Where a labelled case comes from. */
sealed interface CaseSource {
    /** Of which sum it is a part. */
    String group();

    /** How to have the case again, as a command line below the repository's root or of the case generator. */
    String again();

    /** The case as a folder; a generated one is written below {@code scratch}. */
    CaseFolder folder(Path scratch) throws IOException;

    /** A seed's case. */
    record Generated(CaseGenerator generator, Optional<String> scenario, Optional<Flavour> flavour, long seed)
            implements CaseSource {
        @Override
        public String group() {
            return seed % 2 == 0 ? "even" : "odd";
        }

        @Override
        public String again() {
            return "GenerateCases --seed " + seed + " --count 1 --out DIR"
                    + scenario.map(name -> " --scenario " + name).orElse("")
                    + flavour.map(one -> " --flavour " + one.name()).orElse("");
        }

        @Override
        public CaseFolder folder(Path scratch) throws IOException {
            LabelledCase made =
                    generator.cases(scenario, flavour, seed, 1).findFirst().orElseThrow();
            made.writeTo(scratch);
            return CaseFolder.of(scratch.resolve(made.name()));
        }
    }

    /** A committed case, of the lab or the story. */
    record Committed(CaseFolder labelled) implements CaseSource {
        static List<CaseSource> all() throws IOException {
            return CaseFolder.committed().stream()
                    .map(one -> (CaseSource) new Committed(one))
                    .toList();
        }

        @Override
        public String group() {
            return "lab";
        }

        @Override
        public String again() {
            return "capture-fixtures/captures: " + labelled.name();
        }

        @Override
        public CaseFolder folder(Path scratch) {
            return labelled;
        }
    }
}
