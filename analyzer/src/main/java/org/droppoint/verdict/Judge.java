package org.droppoint.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;

/**
 * Asks the rules about each session: of those that the facts support, the first in the order of {@link VerdictClass}
 * wins. The others are kept as rivals with what speaks against them. How sure it all is, {@link Weighing} says.
 */
public final class Judge {
    private static final int MANY_PLACES = 3;

    /** The weight of what no fact speaks for and none against. */
    private static final double EVEN_ODDS = 0.5;

    private final List<Rule> rules;
    private final Weighing weighing;

    /** @param rules one for each class, in any order */
    public Judge(List<Rule> rules) {
        this(rules, Weighing.shipped());
    }

    public Judge(List<Rule> rules, Weighing weighing) {
        this.rules =
                rules.stream().sorted(Comparator.comparing(Rule::verdictClass)).toList();
        this.weighing = weighing;
    }

    public CaseVerdict judge(CaseFile file) {
        List<FlowVerdict> flows = new ArrayList<>();
        for (SessionFacts facts : file.sessions()) {
            flows.add(judge(facts));
        }
        return Overall.of(file, flows);
    }

    /** A rule's answer with its class. */
    private record Answer(VerdictClass verdictClass, Judgment.Supported supported) {}

    /** What the facts leave open, with its class. */
    private record Unsettled(VerdictClass verdictClass, Judgment.Open open) {}

    private FlowVerdict judge(SessionFacts facts) {
        List<Answer> answers = new ArrayList<>();
        List<FlowVerdict.Rival> refuted = new ArrayList<>();
        List<Unsettled> open = new ArrayList<>();
        for (Rule rule : rules) {
            Judgment judgment = rule.judge(facts);
            if (judgment instanceof Judgment.Supported supported) {
                answers.add(new Answer(rule.verdictClass(), supported));
            } else if (judgment instanceof Judgment.Refuted no && facts.outcome() == Outcome.FAILED) {
                refuted.add(
                        new FlowVerdict.Rival(rule.verdictClass(), List.of(), 0, no.why() + Frames.behind(no.by())));
            } else if (judgment instanceof Judgment.Open maybe && facts.outcome() == Outcome.FAILED) {
                open.add(new Unsettled(rule.verdictClass(), maybe));
            }
        }
        if (answers.isEmpty()) {
            throw new IllegalStateException("no rule spoke of session " + facts.id());
        }
        Answer best = answers.get(0);
        List<Answer> others = answers.stream()
                .skip(1)
                .filter(answer -> answer.verdictClass().isFault())
                .toList();
        Signs signs = circumstances(facts, best.supported())
                .withIf(others.stream().anyMatch(other -> !sharesPlace(best, other)), Sign.RIVALLED);
        double sure = weighing.probability(best.verdictClass(), signs);
        List<FlowVerdict.Rival> rivals = rivals(facts, best, others, open, sure);
        rivals.addAll(refuted);
        rivals.sort(Comparator.comparingDouble(FlowVerdict.Rival::confidence).reversed());
        return verdict(facts, best, signs, sure, rivals);
    }

    /** Signs that lie in the captures and not in the rule. */
    private static Signs circumstances(SessionFacts facts, Judgment.Supported supported) {
        return supported
                .signs()
                .withIf(facts.sight().taps() == 1, Sign.ONE_TAP)
                .withIf(facts.sight().taps() == 2, Sign.TWO_TAPS)
                .withIf(!facts.sight().begun(), Sign.BEGIN_UNSEEN)
                .withIf(facts.outcome() == Outcome.UNKNOWN, Sign.END_UNSEEN)
                .withIf(!facts.sight().whole(), Sign.CAPTURE_LACKS)
                .withIf(supported.suspects().size() >= MANY_PLACES, Sign.WIDE);
    }

    private static boolean sharesPlace(Answer one, Answer other) {
        return one.supported().suspects().stream().anyMatch(other.supported().suspects()::contains);
    }

    /**
     * What the winner leaves is shared among those who would explain the session too, by their own weight; what is only not
     * ruled out weighs even odds.
     */
    private List<FlowVerdict.Rival> rivals(
            SessionFacts facts, Answer best, List<Answer> others, List<Unsettled> open, double sure) {
        double all = others.stream().mapToDouble(other -> weight(facts, other)).sum() + open.size() * EVEN_ODDS;
        List<FlowVerdict.Rival> rivals = new ArrayList<>();
        for (Answer other : others) {
            double share = (1 - sure) * weight(facts, other) / Math.max(1, all);
            rivals.add(new FlowVerdict.Rival(
                    other.verdictClass(),
                    other.supported().suspects(),
                    share,
                    against(other.supported().why(), best.supported().why()) + Frames.behind(further(best, other))));
        }
        for (Unsettled one : open) {
            double share = (1 - sure) * EVEN_ODDS / Math.max(1, all);
            rivals.add(new FlowVerdict.Rival(
                    one.verdictClass(), one.open().suspects(), share, one.open().why()));
        }
        return rivals;
    }

    /** What the winner rests on and the rival does not; all of it where they rest on the same. */
    private static List<Finding> further(Answer best, Answer other) {
        List<Finding> grounds = best.supported().grounds().stream()
                .filter(finding -> !other.supported().grounds().contains(finding))
                .toList();
        return grounds.isEmpty() ? best.supported().grounds() : grounds;
    }

    /** What speaks against a rival: what the winner rests on, and only the rest of it where both rest on the same. */
    private static String against(String rival, String best) {
        if (!best.startsWith(rival)) {
            return rival + " But " + lowerFirst(best);
        }
        String rest = best.substring(rival.length()).strip();
        return rest.isEmpty()
                ? "The same facts fit it: " + lowerFirst(rival)
                : "It leaves a part unexplained: " + lowerFirst(rest);
    }

    private double weight(SessionFacts facts, Answer answer) {
        return weighing.probability(answer.verdictClass(), circumstances(facts, answer.supported()));
    }

    private static String lowerFirst(String sentence) {
        boolean abbreviation = sentence.length() > 1 && Character.isUpperCase(sentence.charAt(1));
        return sentence.isEmpty() || abbreviation
                ? sentence
                : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static FlowVerdict verdict(
            SessionFacts facts, Answer best, Signs signs, double sure, List<FlowVerdict.Rival> rivals) {
        boolean cannotTell = best.verdictClass() == VerdictClass.INSUFFICIENT_EVIDENCE;
        List<Place> named = best.supported().suspects();
        return new FlowVerdict(
                facts,
                best.verdictClass(),
                cannotTell ? List.of() : named,
                cannotTell ? named : List.of(),
                best.supported().heading(),
                sure,
                best.supported().why(),
                best.supported().grounds(),
                signs,
                rivals);
    }
}
