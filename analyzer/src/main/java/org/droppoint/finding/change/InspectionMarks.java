package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.jspecify.annotations.Nullable;

/** A masked greeting, STARTTLS overwritten with X, or XXXX commands: what Cisco's SMTP inspection leaves behind. */
final class InspectionMarks {
    /** As a masked greeting reads: asterisks for all but a few characters. */
    private static final double MASKED_SHARE = 0.6;

    private final SessionTrace trace;
    private final Locator locator;

    InspectionMarks(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        for (SmtpEvent event : trace.session().dialogue().smtp()) {
            String mark = mark(event);
            if (mark == null) {
                continue;
            }
            Direction direction = event.direction();
            int position = firstPosition(direction, event.range());
            Gap gap = locator.gap(direction, -1, position, true, true);
            found.add(new Finding.ContentChanged(
                    "The " + Side.sending(direction).label() + "'s words bear the mark of an inspecting device: " + mark
                            + ".",
                    List.of(Evidence.of(event.origin(), LineComparison.quote(event))),
                    direction,
                    true,
                    mark,
                    gap,
                    true,
                    List.of(event.range())));
        }
        return found;
    }

    static boolean masked(SmtpEvent.Reply reply) {
        String text = String.join("", reply.lines()).replace(" ", "");
        long stars = text.chars().filter(c -> c == '*').count();
        return text.length() >= 8 && stars >= MASKED_SHARE * text.length();
    }

    private int firstPosition(Direction direction, ByteRange said) {
        DirectionLedger ledger = trace.ledger(direction);
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && ledger.seen(i).overlaps(said)) {
                return i;
            }
        }
        return 0;
    }

    private static @Nullable String mark(SmtpEvent event) {
        if (event instanceof SmtpEvent.Reply reply) {
            if (reply.greeting() && masked(reply)) {
                return "the greeting is masked";
            }
            boolean overwritten =
                    reply.lines().stream().anyMatch(line -> line.strip().matches("X{6,}[A-Z]?"));
            return overwritten ? "a capability is overwritten with X" : null;
        }
        boolean overwritten =
                event instanceof SmtpEvent.Command command && command.verb().matches("X{4,}");
        return overwritten ? "a command is overwritten with X" : null;
    }
}
