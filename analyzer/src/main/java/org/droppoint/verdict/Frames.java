package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;

/** Names the frames behind an argument, so that whoever doubts it can look. */
final class Frames {
    private static final int MOST = 3;

    private Frames() {}

    /** {@code  Frames: outside 12, host 40.}: of each tap the first that these findings name; empty where none does. */
    static String behind(List<Finding> findings) {
        List<String> named = new ArrayList<>();
        Set<String> taps = new HashSet<>();
        for (Finding finding : findings) {
            for (Evidence shown : finding.evidence()) {
                if (named.size() < MOST && taps.add(shown.tap().name())) {
                    int file = shown.frame().file();
                    named.add(shown.tap() + " " + shown.frame().number() + (file > 0 ? " of file " + (file + 1) : ""));
                }
            }
        }
        String label = named.size() == 1 ? " Frame: " : " Frames: ";
        return named.isEmpty() ? "" : label + String.join(", ", named) + ".";
    }
}
