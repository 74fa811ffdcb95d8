package org.droppoint.finding.end;

import java.util.List;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.dialogue.Turns;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;

/**
 * What is read of one session before its end is judged.
 *
 * @param ends what each end did
 * @param unheeded the resets that changed nothing
 * @param closings who closed it, in order
 * @param turns how far the dialogue came, and what was owed
 */
public record SessionReading(
        SessionTrace trace,
        Locator locator,
        List<Finding.ResetSeen> resets,
        Ends ends,
        Unheeded unheeded,
        Closings closings,
        Turns turns) {

    /** @param legibility how much of what was said the captures hold */
    public static SessionReading of(
            SessionTrace trace, Locator locator, List<Finding.ResetSeen> resets, Legibility legibility) {
        Ends ends = new Ends(trace, locator);
        Unheeded unheeded = new Unheeded(trace, locator, ends);
        Closings closings = new Closings(locator, ends, resets, unheeded, new FinOrigin(trace, locator));
        return new SessionReading(
                trace,
                locator,
                resets,
                ends,
                unheeded,
                closings,
                turns(trace.session(), locator, closings, legibility));
    }

    private static Turns turns(Session session, Locator locator, Closings closings, Legibility legibility) {
        Turns turns = new Turns(
                closings.heardBefore(session.dialogue()),
                session,
                session.begun(),
                legibility.whole(),
                legibility.legible(),
                locator.begunNanos(),
                locator::nanos);
        for (Side side : Side.values()) {
            turns.begunRecord(
                    session.dialogue(),
                    side,
                    session.stream(side.sends()).seen().end());
        }
        if (legibility.whole() && !legibility.legible()) {
            LastWord.owed(session)
                    .filter(debt -> closings.first()
                            .map(end -> end.by() == debt.owner()
                                    || end.nanos() - locator.since(debt.since()) >= LastWord.patienceNanos(debt))
                            .orElse(true))
                    .ifPresent(turns::owed);
        }
        return turns;
    }
}
