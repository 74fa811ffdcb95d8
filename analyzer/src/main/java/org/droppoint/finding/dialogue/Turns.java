package org.droppoint.finding.dialogue;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.session.Session;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Side;
import org.droppoint.flow.Origin;
import org.jspecify.annotations.Nullable;

/** Reads a session's dialogue turn by turn: how far it came, and who must speak next. */
public final class Turns {
    /** A clear-text refusal. */
    public record Refused(String what, int code, SmtpEvent.Reply reply) {}

    /** A fatal alert; its description is -1 where it is encrypted. */
    public record FatalAlert(Side side, int description, TlsRecord record) {}

    private final Standing now;
    private final SmtpTurns smtp;
    private final TlsTurns tls;
    /** What was said outright although not all can be read; null where all can, or nothing is known to be whole. */
    private final @Nullable Turns outright;

    /**
     * @param fromStart the connection's beginning is on record
     * @param whole whether every packet of it is on record
     * @param legible whether the captures hold what was said; where a snap length cut it off, nobody's debt is known, but a
     *     reply's code or an alert that it left says what it says
     * @param begunNanos when the connection was opened, on the reference clock
     * @param reference gives an origin's time on the reference clock, in nanoseconds
     */
    public Turns(
            Dialogue dialogue,
            Session session,
            boolean fromStart,
            boolean whole,
            boolean legible,
            long begunNanos,
            ToLongFunction<Origin> reference) {
        now = new Standing(begunNanos, reference);
        smtp = new SmtpTurns(now);
        tls = new TlsTurns(now, smtp, fromStart);
        outright = whole && !legible && fromStart
                ? new Turns(dialogue, session, true, true, true, begunNanos, reference)
                : null;
        if (!legible) {
            now.progress = "not legible: not all that was said is in the captures, or it is no mail";
            return;
        }
        now.debt = fromStart ? Debt.greeting() : Debt.none();
        for (Turn turn : Turn.inOrder(dialogue, session, reference)) {
            if (turn.smtp() != null) {
                smtp.read(turn.smtp(), tls.firstHelloUnanswered());
            } else if (turn.tls() != null) {
                tls.read(turn.tls(), Turn.heard(session, turn.direction(), turn.end() - 1));
            }
        }
    }

    /**
     * What a side has sent behind its last TLS record is a record begun: that side owes the rest of it. Less than a
     * record's header may be a keep-alive's byte (RFC 9293 section 3.8.4) in the place of the FIN.
     *
     * @param streamEnd how far the side's stream was seen
     */
    public void begunRecord(Dialogue dialogue, Side side, long streamEnd) {
        Optional<TlsRecord> last = dialogue.tls().stream()
                .filter(record -> record.direction() == side.sends())
                .max(Comparator.comparingLong(record -> record.range().end()));
        boolean waits = now.debt.owner() == side.other()
                && tls.closing() == null
                && smtp.refused() == null
                && tls.fatalAlert() == null;
        if (waits && last.isPresent() && streamEnd - last.get().range().end() >= TlsRecord.HEADER_BYTES) {
            TlsRecord record = last.get();
            now.debt =
                    Debt.rest(side, "a TLS record", new ByteRange(record.range().end(), streamEnd), record.origin());
        }
    }

    /** What is owed, where packet headers alone tell. */
    public void owed(Debt known) {
        now.debt = known;
    }

    public Debt debt() {
        return now.debt;
    }

    /** TLS stands since then and the client has not said a word in it; null where it has, or TLS never stood. */
    @Nullable
    public Debt unspoken() {
        return tls.unspoken();
    }

    /** How far the session came, in words. */
    public String progress() {
        return now.progress;
    }

    public boolean established() {
        return tls.established();
    }

    public boolean mailAccepted() {
        return outright == null ? smtp.mailAccepted() : outright.mailAccepted();
    }

    /** Encrypted commands were answered: who then sends something and closes at once has said goodbye. */
    public boolean conversed() {
        return tls.conversed();
    }

    /** The last encrypted command has QUIT's length, after a dialogue long enough for a message. */
    public boolean quitLikely() {
        return tls.quitLikely();
    }

    /** TLS stands, and neither a message can have been accepted nor QUIT been said. */
    public boolean beforeAnyMail() {
        return tls.tooEarlyForMail() && !tls.quitSized() && !mailAccepted();
    }

    boolean starttlsAccepted() {
        return smtp.starttlsAccepted();
    }

    boolean clientCertificate() {
        return tls.clientCertificate();
    }

    /** The frame of QUIT or of the first close_notify: what comes later the session can do without. */
    @Nullable
    public Origin farewell() {
        return outright == null ? now.farewell : outright.farewell();
    }

    @Nullable
    public Refused refused() {
        return outright == null ? smtp.refused() : outright.refused();
    }

    @Nullable
    public FatalAlert fatalAlert() {
        FatalAlert alert = outright == null ? tls.fatalAlert() : outright.fatalAlert();
        return outright == null || alert == null || alert.description() >= 0 ? alert : null;
    }

    TlsMessage.@Nullable ClientHello clientHello() {
        return tls.clientHello();
    }

    TlsMessage.@Nullable ServerHello serverHello() {
        return tls.serverHello();
    }
}
