package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.CaseFile;
import org.droppoint.finding.Outcome;
import org.droppoint.finding.SessionFacts;

/**
 * Weighs the rules' judgements of each session: of those that the facts support, the first in the order of
 * {@link VerdictClass} wins. The others are kept as rivals. A verdict's confidence is its own probability, less what
 * rivals of equal standing leave it.
 */
public final class Judge {
    /** Nothing that captures show is surer than this. */
    private static final double CERTAIN = 0.99;

    private final List<Rule> rules;

    /** @param rules one for each class, in any order */
    public Judge(List<Rule> rules) {
        this.rules =
                rules.stream().sorted(Comparator.comparing(Rule::verdictClass)).toList();
    }

    public CaseVerdict judge(CaseFile file) {
        List<FlowVerdict> flows = new ArrayList<>();
        for (SessionFacts facts : file.sessions()) {
            flows.add(judge(facts));
        }
        return Overall.of(file, flows);
    }

    private FlowVerdict judge(SessionFacts facts) {
        FlowVerdict best = null;
        List<FlowVerdict.Rival> rivals = new ArrayList<>();
        for (Rule rule : rules) {
            Judgment judgment = rule.judge(facts);
            if (judgment instanceof Judgment.Supported supported) {
                if (best == null) {
                    best = verdict(facts, rule.verdictClass(), supported);
                } else if (rule.verdictClass().isFault()) {
                    rivals.add(new FlowVerdict.Rival(
                            rule.verdictClass(),
                            supported.suspects(),
                            Math.min(supported.probability(), 1 - best.confidence()),
                            supported.why() + "; but " + best.why()));
                }
            } else if (judgment instanceof Judgment.Refuted refuted && facts.outcome() == Outcome.FAILED) {
                rivals.add(new FlowVerdict.Rival(rule.verdictClass(), List.of(), 0, refuted.why()));
            }
        }
        if (best == null) {
            throw new IllegalStateException("no rule spoke of session " + facts.id());
        }
        rivals.sort(Comparator.comparingDouble(FlowVerdict.Rival::confidence).reversed());
        return new FlowVerdict(
                facts,
                best.verdictClass(),
                best.suspects(),
                best.notRuledOut(),
                best.heading(),
                best.confidence(),
                best.why(),
                best.grounds(),
                rivals);
    }

    private static FlowVerdict verdict(SessionFacts facts, VerdictClass verdictClass, Judgment.Supported supported) {
        boolean cannotTell = verdictClass == VerdictClass.INSUFFICIENT_EVIDENCE;
        List<Place> named = supported.suspects();
        return new FlowVerdict(
                facts,
                verdictClass,
                cannotTell ? List.of() : named,
                cannotTell ? named : List.of(),
                supported.heading(),
                Math.min(CERTAIN, supported.probability()),
                supported.why(),
                supported.grounds(),
                List.of());
    }
}
