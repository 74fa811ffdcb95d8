package org.droppoint.finding.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Evidence;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.place.Locator;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;

/** What the handshake agreed on, held against what was then done: remarks about the path, never blame. */
public final class NegotiationFinder {
    /** Marked frames shown; more convince nobody. */
    private static final int MAX_SHOWN = 6;

    private final SessionTrace trace;
    private final Locator locator;

    public NegotiationFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    // ---- context ----

    /** CWR and ECE flags (RFC 3168 section 6.1) are in place where both SYNs offered ECN, and nowhere else. */
    public Optional<Finding> congestion() {
        boolean negotiated =
                trace.session().legs().stream().anyMatch(leg -> leg.leg().ecnNegotiated());
        List<Evidence> evidence = new ArrayList<>();
        for (SessionLeg leg : trace.session().legs()) {
            int ever =
                    leg.leg().flagsSeen(Direction.CLIENT_TO_SERVER) | leg.leg().flagsSeen(Direction.SERVER_TO_CLIENT);
            if ((ever & (TcpFlags.CWR | TcpFlags.ECE)) == 0) {
                continue;
            }
            SegmentStore store = leg.leg().store();
            for (int row = leg.leg().firstRow();
                    row != SegmentStore.NONE && evidence.size() < MAX_SHOWN;
                    row = store.next(row)) {
                int flags = store.flags(row);
                boolean marked = (flags & (TcpFlags.CWR | TcpFlags.ECE)) != 0 && !TcpFlags.has(flags, TcpFlags.SYN);
                if (marked) {
                    evidence.add(locator.evidence(leg, row, "[" + String.join(", ", TcpFlags.names(flags)) + "]"));
                }
            }
        }
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        String summary = negotiated
                ? "CWR or ECE flags are used, as both sides agreed on ECN in their SYNs: no sign of anything."
                : "CWR or ECE flags are set although ECN was not agreed on in the SYNs: whoever made those packets does not"
                        + " keep this connection's state.";
        return Optional.of(new Finding.CongestionFlags(summary, evidence, negotiated));
    }

    /** Options that differ across a hop: it normalises them; worth a remark, never blame. */
    public List<Finding> options() {
        List<Finding> found = new ArrayList<>();
        List<SessionLeg> legs = trace.session().legs();
        for (Direction direction : Direction.values()) {
            for (int i = 0; i + 1 < legs.size(); i++) {
                HandshakeOptions near = legs.get(i).leg().options(direction);
                HandshakeOptions far = legs.get(i + 1).leg().options(direction);
                boolean known = near != null && far != null && near.whole() && far.whole();
                if (near == null || far == null || !known || near.equals(far)) {
                    continue;
                }
                String summary = "The " + Side.sending(direction).label() + "'s TCP options differ between "
                        + legs.get(i).tap() + " and " + legs.get(i + 1).tap() + ": " + words(near) + " against "
                        + words(far)
                        + ".";
                found.add(new Finding.Remark(
                        "options-changed",
                        summary,
                        List.of(
                                locator.evidence(legs.get(i), legs.get(i).leg().synRow(direction), words(near)),
                                locator.evidence(
                                        legs.get(i + 1), legs.get(i + 1).leg().synRow(direction), words(far))),
                        null));
            }
        }
        return found;
    }

    private static String words(HandshakeOptions options) {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s, %s, %s",
                options.maximumSegmentSize() < 0 ? "no MSS" : "MSS " + options.maximumSegmentSize(),
                options.windowShift() < 0 ? "no window scale" : "window scale " + options.windowShift(),
                options.sackPermitted() ? "SACK" : "no SACK",
                options.timestamps() ? "time stamps" : "no time stamps",
                options.ecnSetup() ? "ECN" : "no ECN");
    }
}
