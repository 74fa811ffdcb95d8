package org.droppoint.verdict.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.Vanishing.Known;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.finding.fact.SessionFacts;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.fact.Sight;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.Judgment;
import org.droppoint.verdict.Rule;
import org.droppoint.verdict.Sign;
import org.droppoint.verdict.VerdictClass;
import org.jspecify.annotations.Nullable;

/** Facts of one session, made up, and what the rules say of them. */
final class HandFacts {
    static final MailPath PATH = new MailPath(List.of("host", "inside", "outside"));
    static final long STALLED = 1_000;

    private final List<Finding> findings = new ArrayList<>();
    private final Outcome outcome;
    private @Nullable Stall stall;
    private boolean inbound;

    private HandFacts(Outcome outcome) {
        this.outcome = outcome;
    }

    static HandFacts of(Outcome outcome) {
        return new HandFacts(outcome);
    }

    /** Failed for want of these bytes, which are among its findings. */
    static HandFacts lacking(Finding.BytesVanished... lost) {
        HandFacts facts = of(Outcome.FAILED).with(lost);
        facts.stall = new Stall(
                Stall.Kind.BYTES, lost[0].direction(), STALLED, Arrays.asList(lost), null, "the server's flight");
        return facts;
    }

    /** Failed for want of something that nobody saw, or because an end left. */
    static HandFacts failed(Stall.Kind kind, @Nullable Side owedBy) {
        HandFacts facts = of(Outcome.FAILED);
        Direction missing = owedBy == Side.CLIENT ? Direction.CLIENT_TO_SERVER : Direction.SERVER_TO_CLIENT;
        facts.stall = new Stall(kind, missing, STALLED, List.of(), owedBy, "the answer to EHLO");
        return facts;
    }

    HandFacts with(Finding... more) {
        findings.addAll(Arrays.asList(more));
        return this;
    }

    /** Mail that comes in: the server is the host. */
    HandFacts inbound() {
        inbound = true;
        return this;
    }

    Judgment judged(VerdictClass verdictClass) {
        for (Rule rule : Rules.all()) {
            if (rule.verdictClass() == verdictClass) {
                return rule.judge(facts());
            }
        }
        throw new AssertionError("no rule for " + verdictClass);
    }

    /** What supports it; fails where nothing does. */
    Judgment.Supported supported(VerdictClass verdictClass) {
        if (judged(verdictClass) instanceof Judgment.Supported supported) {
            return supported;
        }
        throw new AssertionError(verdictClass + ": " + judged(verdictClass));
    }

    /** Why it is refuted; fails where it is not. */
    String refuted(VerdictClass verdictClass) {
        if (judged(verdictClass) instanceof Judgment.Refuted refuted) {
            return refuted.why();
        }
        throw new AssertionError(verdictClass + ": " + judged(verdictClass));
    }

    boolean silentOn(VerdictClass verdictClass) {
        return judged(verdictClass) instanceof Judgment.NotApplicable;
    }

    SessionFacts facts() {
        return new SessionFacts(
                "s",
                0,
                inbound,
                new Endpoint(IpAddress.parse("198.51.100.25"), 25),
                PATH.places(),
                outcome,
                "it ended so",
                "",
                stall,
                findings,
                List.of(),
                new Sight(3, true, true, false));
    }

    /** How much of a sign a judgment bears; 0 for none. */
    static double strength(Judgment.Supported supported, Sign sign) {
        return supported.signs().strengths().getOrDefault(sign, 0.0);
    }

    // ---- findings ----

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

    static Gap gap(String... names) {
        return new Gap(null, null, places(names));
    }

    static Finding.BytesVanished lost(Known known, String protocol, double doubt, String... names) {
        return lost(known, protocol, doubt, List.of(1_460), names);
    }

    /** A hole that no tap saw filled. */
    static Finding.BytesVanished hole(ByteRange range, String... names) {
        return lost(Known.JUMP, "unknown", 0, List.of(), range, names);
    }

    static Finding.BytesVanished lost(
            Known known, String protocol, double doubt, List<Integer> sizes, String... names) {
        return lost(known, protocol, doubt, sizes, new ByteRange(300, 4_700), names);
    }

    private static Finding.BytesVanished lost(
            Known known, String protocol, double doubt, List<Integer> sizes, ByteRange range, String... names) {
        return new Finding.BytesVanished(
                "lost at " + String.join("/", names),
                List.of(),
                Direction.SERVER_TO_CLIENT,
                range,
                known,
                gap(names),
                protocol,
                List.of(),
                3,
                sizes,
                true,
                STALLED,
                STALLED + 9,
                doubt,
                known == Known.SEEN ? PATH.taps().subList(2, 3) : List.of(),
                PATH.taps().subList(0, 2),
                false);
    }

    static Finding.ResetSeen reset(
            Side from, boolean forged, Finding.ResetSeen.Basis basis, long nanos, String... madeAt) {
        return new Finding.ResetSeen(
                "reset of the " + from.label() + " made at " + String.join("/", madeAt),
                List.of(),
                from.sends(),
                4,
                PATH.taps().get(0),
                places(madeAt),
                forged,
                basis,
                0.01,
                "its looks say so",
                nanos,
                0,
                0);
    }

    static Finding.EndLeft left(Side side) {
        return new Finding.EndLeft(
                "the " + side.label() + " closed", List.of(), side, Finding.EndLeft.Manner.FIN, "", STALLED, List.of());
    }

    /** A FIN or a reset in an end's name that was made at these places. */
    static Finding.EndLeft left(Side side, Finding.EndLeft.Manner manner, String... madeAt) {
        return new Finding.EndLeft(
                "the " + side.label() + " left", List.of(), side, manner, "", STALLED, places(madeAt));
    }

    static Finding.Refusal refusal(Side side) {
        return new Finding.Refusal("the " + side.label() + " refused", List.of(), side, "454", STALLED);
    }

    static Finding.AnswerLate late() {
        return new Finding.AnswerLate("the answer came too late", List.of(), Side.SERVER, STALLED + 5);
    }

    static Finding.AnswerMissing missing(Side side, boolean acknowledged, boolean proven) {
        return new Finding.AnswerMissing(
                "the " + side.label() + " never answered",
                List.of(),
                side,
                "the answer to EHLO",
                STALLED,
                acknowledged,
                STALLED,
                proven,
                gap("server"));
    }

    static Finding.ContentChanged changed(boolean smtp, Direction direction, boolean bySignature, String... names) {
        return new Finding.ContentChanged(
                "changed at " + String.join("/", names),
                List.of(),
                direction,
                smtp,
                "masked",
                gap(names),
                bySignature,
                List.of(new ByteRange(0, 4)));
    }
}
