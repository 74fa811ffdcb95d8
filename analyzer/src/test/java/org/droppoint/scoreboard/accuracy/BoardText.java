package org.droppoint.scoreboard.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.droppoint.scoreboard.CaseScore.Abstention;

/** A group's figures as lines of text, tables aligned. */
final class BoardText {
    private static final String ROW = "%-22s %6s %6s %6s %6s %6s %13s %6s %11s %5s %6s %6s %6s %6s %22s %7s%n";
    private final StringBuilder text = new StringBuilder();

    private BoardText() {}

    static String of(Board board, int shownWrong) {
        BoardText lines = new BoardText();
        lines.text.append(String.format(
                Locale.ROOT,
                "%n== %s: %d cases ==%n",
                board.group(),
                board.sum().cases()));
        lines.classes(board);
        lines.confusion(board);
        lines.reliability("verdicts", board.verdictReliability());
        lines.reliability("flows", board.flowReliability());
        lines.wrong(board.wrong(), shownWrong);
        return lines.text.toString();
    }

    private void classes(Board board) {
        row(List.of(
                "class (true)",
                "cases",
                "right",
                "class",
                "hop",
                "dir",
                "flow outcome",
                "flows",
                "lost found",
                "inv.",
                "FALSE",
                "ab.bad",
                "ab.ok",
                "guess",
                "clock med/worst/bound",
                "in b."));
        board.byClass().forEach(this::tally);
        tally("SUM", board.sum());
    }

    private void tally(String name, Tally tally) {
        int cases = tally.cases();
        row(List.of(
                name,
                String.valueOf(cases),
                percent(tally.right(), cases),
                percent(tally.classRight(), cases),
                percent(tally.suspectsRight(), cases),
                percent(tally.directionRight(), cases),
                tally.outcomesRight() + "/" + tally.flows(),
                percent(tally.flowsRight(), tally.flows()),
                tally.lostFound() + "/" + tally.lost(),
                String.valueOf(tally.lostInvented()),
                String.valueOf(tally.falseAccusations()),
                String.valueOf(tally.abstained(Abstention.WRONG)),
                String.valueOf(tally.abstained(Abstention.RIGHT)),
                String.valueOf(tally.abstained(Abstention.GUESSED)),
                duration(tally.medianClockError()) + "/" + duration(tally.worstClockError()) + "/"
                        + duration(tally.medianClockBound()),
                percent(tally.clocksInBound(), tally.clocks())));
    }

    private void row(List<String> cells) {
        text.append(String.format(Locale.ROOT, ROW, cells.toArray()));
    }

    static String percent(int part, int whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100.0 * part / whole);
    }

    static String duration(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.0fus", seconds * 1e6);
        }
        return seconds < 1
                ? String.format(Locale.ROOT, "%.1fms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.2fs", seconds);
    }

    private void confusion(Board board) {
        text.append(String.format(Locale.ROOT, "%nSaid instead of what was true (only what differs):%n"));
        board.confusion().forEach((truly, said) -> {
            List<String> others = new ArrayList<>();
            for (Map.Entry<String, Integer> one : said.entrySet()) {
                if (!one.getKey().equals(truly)) {
                    others.add(one.getKey() + " " + one.getValue());
                }
            }
            text.append(String.format(
                    Locale.ROOT,
                    "%-22s %5d as is | %s%n",
                    truly,
                    said.getOrDefault(truly, 0),
                    String.join(", ", others)));
        });
    }

    private void reliability(String what, List<Reliability.Bin> bins) {
        text.append(String.format(
                Locale.ROOT, "%nConfidence of %s: mean distance from truth %.3f%n", what, Reliability.error(bins)));
        for (Reliability.Bin bin : bins) {
            if (bin.stated() > 0) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %.2f..%.2f  %6d stated, on average %.3f, right %s %%%n",
                        bin.from(),
                        bin.to(),
                        bin.stated(),
                        bin.meanConfidence(),
                        percent(bin.right(), bin.stated())));
            }
        }
    }

    private void wrong(List<Outcome> wrong, int shown) {
        if (shown > 0 && !wrong.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%nNot right: %d%n", wrong.size()));
            wrong.stream().limit(shown).forEach(one -> text.append("  ")
                    .append(one.score().told(one.name()))
                    .append('\n'));
        }
    }
}
