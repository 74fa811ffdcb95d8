package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.correlate.session.ChangedBytes;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.dissect.RecordTypes;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.place.Locator;

/** Puts the bytes that correlation found changed between two taps into findings: in which record, line or content. */
final class PayloadComparison {
    private final SessionTrace trace;
    private final Locator locator;

    PayloadComparison(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    List<Finding> compare(SessionLeg near, SessionLeg far, Gap between) {
        List<Finding> found = new ArrayList<>();
        for (ChangedBytes change : trace.changes()) {
            DirectionLedger ledger = trace.ledger(change.direction());
            boolean thisGap = ledger.at(change.near()) == near && ledger.at(change.far()) == far
                    || ledger.at(change.near()) == far && ledger.at(change.far()) == near;
            if (!thisGap) {
                continue;
            }
            boolean smtp = !speaksTls(change) && said(change);
            String what = trace.session().dialogue().tls().stream()
                    .filter((TlsRecord record) -> record.direction() == change.direction()
                            && record.range().overlaps(change.ranges().get(0)))
                    .map(RecordTypes::describe)
                    .findFirst()
                    .map(type -> "in TLS record " + type)
                    .orElse(smtp ? "in an SMTP line" : speaksTls(change) ? "within TLS" : "in message content");
            String how = change.changedBytes() + " byte" + (change.changedBytes() == 1 ? "" : "s") + " changed " + what;
            String summary = how + ", first at offset " + change.ranges().get(0).start() + ", between "
                    + locator.tap(change.direction(), change.near()) + " and "
                    + locator.tap(change.direction(), change.far()) + ".";
            found.add(new Finding.ContentChanged(
                    summary,
                    List.of(
                            locator.evidence(ledger, change.near(), change.nearRow(), "as sent"),
                            locator.evidence(ledger, change.far(), change.farRow(), "as it went on")),
                    change.direction(),
                    smtp,
                    how,
                    between,
                    false,
                    change.ranges()));
        }
        return found;
    }

    private boolean said(ChangedBytes change) {
        return trace.session().dialogue().smtp().stream()
                .filter(event -> !(event instanceof SmtpEvent.Content))
                .anyMatch(event -> event.direction() == change.direction()
                        && event.range().overlaps(change.ranges().get(0)));
    }

    /** Behind a direction's first TLS record there is nothing else (RFC 3207 section 4), legible or not. */
    private boolean speaksTls(ChangedBytes change) {
        return trace.session().dialogue().tls().stream()
                .anyMatch(record -> record.direction() == change.direction()
                        && record.range().start() <= change.ranges().get(0).start());
    }
}
