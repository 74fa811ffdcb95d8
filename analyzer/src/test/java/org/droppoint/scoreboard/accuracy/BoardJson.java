package org.droppoint.scoreboard.accuracy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.droppoint.scoreboard.CaseScore.Abstention;

/** The figures as JSON: a group each, with every case that is not right and how to have it again. */
final class BoardJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private BoardJson() {}

    static ObjectNode tree(List<Board> boards) {
        ObjectNode root = NODES.objectNode();
        boards.forEach(board -> root.set(board.group(), board(board)));
        return root;
    }

    private static ObjectNode board(Board board) {
        ObjectNode node = NODES.objectNode();
        node.set("sum", tally(board.sum()));
        ObjectNode classes = node.putObject("classes");
        board.byClass().forEach((name, tally) -> classes.set(name, tally(tally)));
        ObjectNode confusion = node.putObject("confusion");
        board.confusion().forEach((truly, said) -> said.forEach(confusion.withObject("/" + truly)::put));
        node.set("reliabilityOfVerdicts", reliability(board.verdictReliability()));
        node.set("reliabilityOfFlows", reliability(board.flowReliability()));
        ArrayNode wrong = node.putArray("wrong");
        board.wrong().forEach(one -> wrong.add(wrong(one)));
        return node;
    }

    private static ObjectNode tally(Tally tally) {
        ObjectNode node = NODES.objectNode();
        node.put("cases", tally.cases());
        node.put("right", tally.right());
        node.put("classRight", tally.classRight());
        node.put("suspectsRight", tally.suspectsRight());
        node.put("directionRight", tally.directionRight());
        node.put("flows", tally.flows());
        node.put("flowOutcomesRight", tally.outcomesRight());
        node.put("flowsRight", tally.flowsRight());
        node.put("lostRecords", tally.lost());
        node.put("lostRecordsFound", tally.lostFound());
        node.put("lostRecordsInvented", tally.lostInvented());
        node.put("falseAccusations", tally.falseAccusations());
        node.put("casesFalselyAccusing", tally.casesFalselyAccusing());
        node.put("abstainedThoughDecidable", tally.abstained(Abstention.WRONG));
        node.put("abstainedRightly", tally.abstained(Abstention.RIGHT));
        node.put("guessedThoughUndecidable", tally.abstained(Abstention.GUESSED));
        node.put("withoutReport", tally.withoutReport());
        node.put("clocks", tally.clocks());
        node.put("clocksInBound", tally.clocksInBound());
        node.put("clockErrorMedianSeconds", rounded(tally.medianClockError()));
        node.put("clockErrorWorstSeconds", rounded(tally.worstClockError()));
        node.put("clockBoundMedianSeconds", rounded(tally.medianClockBound()));
        return node;
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.9f", value));
    }

    private static ArrayNode reliability(List<Reliability.Bin> bins) {
        ArrayNode rows = NODES.arrayNode();
        for (Reliability.Bin bin : bins) {
            rows.addObject()
                    .put("from", bin.from())
                    .put("to", bin.to())
                    .put("stated", bin.stated())
                    .put("meanConfidence", rounded(bin.meanConfidence()))
                    .put("right", bin.right());
        }
        return rows;
    }

    private static ObjectNode wrong(Outcome outcome) {
        ObjectNode node = NODES.objectNode();
        node.put("case", outcome.name());
        node.put("again", outcome.again());
        node.put("truth", outcome.truth());
        node.put("said", outcome.said() + " at " + outcome.saidSuspects());
        node.put("confidence", rounded(outcome.confidence()));
        node.put("falseAccusations", outcome.score().falseAccusations());
        ArrayNode complaints = node.putArray("complaints");
        outcome.score().complaints().forEach(complaints::add);
        return node;
    }
}
