package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Sight;

/** Verdicts on single sessions, made up to be counted. */
final class Verdicts {
    static final MailPath PATH = new MailPath(List.of("host", "inside", "outside"));

    private static final String SERVER = "198.51.100.25";

    private Verdicts() {}

    static List<Place> places(String... names) {
        List<Place> places = new ArrayList<>();
        for (String name : names) {
            places.add(PATH.places().stream()
                    .filter(place -> place.name().equals(name))
                    .findFirst()
                    .orElseThrow());
        }
        return places;
    }

    static SessionFacts facts(Outcome outcome, SessionFacts.Trait... traits) {
        return facts(outcome, "", traits);
    }

    static SessionFacts facts(Outcome outcome, String progress, SessionFacts.Trait... traits) {
        return facts(outcome, SERVER, progress, new Sight(3, true, true, false), traits);
    }

    /** A session whose begin no tap has. */
    static SessionFacts halfWay(Outcome outcome) {
        return facts(outcome, SERVER, "", new Sight(3, false, true, false));
    }

    /** A session with another server than the others'. */
    static SessionFacts with(String server, Outcome outcome) {
        return facts(outcome, server, "", new Sight(3, true, true, false));
    }

    /** What failed, and may be a piece of a session that another capture holds. */
    static SessionFacts piece() {
        return facts(Outcome.FAILED, SERVER, "", new Sight(3, true, true, true));
    }

    private static SessionFacts facts(
            Outcome outcome, String server, String progress, Sight sight, SessionFacts.Trait... traits) {
        return new SessionFacts(
                "s",
                0,
                false,
                new Endpoint(IpAddress.parse(server), 25),
                PATH.places(),
                outcome,
                "because",
                progress,
                null,
                List.of(),
                Arrays.asList(traits),
                sight);
    }

    static FlowVerdict flow(
            SessionFacts facts,
            VerdictClass verdictClass,
            List<Place> suspects,
            Heading heading,
            double confidence,
            FlowVerdict.Rival... rivals) {
        boolean cannotTell = verdictClass == VerdictClass.INSUFFICIENT_EVIDENCE;
        return new FlowVerdict(
                facts,
                verdictClass,
                cannotTell ? List.of() : suspects,
                cannotTell ? suspects : List.of(),
                heading,
                confidence,
                "why",
                List.of(),
                Signs.none(),
                Arrays.asList(rivals));
    }
}
