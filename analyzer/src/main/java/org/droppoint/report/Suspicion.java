package org.droppoint.report;

import java.util.List;

/** Where a verdict places the fault and how sure that is, in the same words and marks in every format. */
public final class Suspicion {
    private Suspicion() {}

    /** Whether a fault lies in this place and in no other, so that a drawing may cross it out. */
    public static boolean pinned(Report.Verdict verdict, String place) {
        boolean suspected = verdict.suspects().contains(place);
        return suspected && (verdict.suspects().size() == 1 || isCauseAlone(verdict, place));
    }

    private static boolean isCauseAlone(Report.Verdict verdict, String place) {
        return verdict.classId().equals("mixed")
                && verdict.causes().stream().anyMatch(cause -> cause.suspects().equals(List.of(place)));
    }

    /**
     * The places in words: {@code lan or firewall}, but {@code lan and firewall, perhaps upstream} where the first two have
     * a fault of their own.
     */
    public static String where(Report.Verdict verdict) {
        List<String> suspects = verdict.suspects();
        if (suspects.isEmpty() && !verdict.notRuledOut().isEmpty()) {
            return "not ruled out: " + Words.places(verdict.notRuledOut());
        }
        List<String> sure =
                suspects.stream().filter(place -> pinned(verdict, place)).toList();
        List<String> others =
                suspects.stream().filter(place -> !sure.contains(place)).toList();
        if (sure.isEmpty() || others.isEmpty()) {
            return Words.places(suspects, sure.isEmpty() ? "or" : "and");
        }
        return Words.places(sure, "and") + ", perhaps " + Words.places(others);
    }

    /** The same of one session. */
    public static String sure(Report.Flow flow) {
        return flow.classId().equals("insufficient-evidence") ? "–" : Words.percent(flow.confidence());
    }

    /** The probability in words; a dash where nothing is claimed of which one could be sure. */
    public static String sure(Report.Verdict verdict) {
        return verdict.classId().equals("insufficient-evidence") ? "–" : Words.percent(verdict.confidence());
    }
}
