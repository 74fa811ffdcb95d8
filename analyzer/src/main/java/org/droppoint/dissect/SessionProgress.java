package org.droppoint.dissect;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.Direction;
import org.droppoint.dissect.SmtpEvent.Command;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue read for judging: how far it came, what was done to it, and who owed whom what at its end. A pure function
 * of the dialogue at one tap: what that tap did not see is not known here.
 *
 * @param phase the furthest of the phases reached
 * @param reached every phase seen, also where those before it were not captured
 * @param capabilities keywords of the last EHLO answer in upper case (RFC 5321 section 4.1.1.1)
 * @param startTlsOffered STARTTLS is among them (RFC 3207)
 * @param capabilitiesMasked one of them was written over with X, as Cisco's inspection does to what it does not allow
 * @param greetingMasked the greeting is mostly asterisks, as Cisco's inspection does to hide versions
 * @param overwritten commands that arrived as XXXX
 * @param lastUnanswered the last command in clear text without an answer
 * @param fatalAlert an alert that ended the session as a failure
 * @param refusal a reply in clear text that ended the session as a failure
 */
public record SessionProgress(
        Phase phase,
        Set<Phase> reached,
        List<String> capabilities,
        boolean startTlsOffered,
        boolean capabilitiesMasked,
        boolean greetingMasked,
        List<Command> overwritten,
        @Nullable Command lastUnanswered,
        Debt debt,
        @Nullable FatalAlert fatalAlert,
        @Nullable Refusal refusal) {

    /**
     * An alert that ends the session (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
     *
     * @param description the alert's code, or {@link #ENCRYPTED} where only its record's kind and size give it away
     */
    public record FatalAlert(Direction by, int description, TlsRecord record) {
        public static final int ENCRYPTED = -1;

        public boolean isReadable() {
            return description != ENCRYPTED;
        }
    }

    /**
     * A refusal in clear text: 421 at any time (RFC 5321 section 3.8), 4xx or 5xx to the connection, to EHLO and HELO,
     * or to STARTTLS (454 among them, RFC 3207 section 4).
     *
     * @param of {@code connection}, or the verb refused
     */
    public record Refusal(String of, SmtpEvent.Reply reply) {}

    public SessionProgress {
        reached = Set.copyOf(reached);
    }

    public static SessionProgress of(Dialogue dialogue) {
        return of(dialogue, Closing.UNKNOWN);
    }

    public static SessionProgress of(Dialogue dialogue, Closing closing) {
        SmtpReading smtp = new SmtpReading(dialogue);
        TlsReading tls = new TlsReading(dialogue, closing);
        Set<Phase> reached = EnumSet.of(Phase.CONNECTED);
        reached.addAll(smtp.reached());
        reached.addAll(tls.reached());
        Phase furthest = reached.stream().max(Phase::compareTo).orElse(Phase.CONNECTED);
        Debt debt = tls.hasBegun() ? tls.debt() : smtp.debt();
        boolean over = smtp.refusal() != null && smtp.isOver();
        boolean unknown = debt.owner() != Debt.Owner.NONE
                && endsUnreadable(dialogue, debt.owner().direction());
        return new SessionProgress(
                furthest,
                reached,
                smtp.capabilities(),
                smtp.capabilities().contains("STARTTLS"),
                smtp.areCapabilitiesMasked(),
                smtp.isGreetingMasked(),
                smtp.overwritten(),
                smtp.lastUnanswered(),
                over || unknown ? Debt.NONE : debt,
                tls.fatalAlert(),
                smtp.refusal());
    }

    /**
     * Whether the last bytes of a direction were seen but say nothing: rests of what a gap or a snap length has cut, or
     * a protocol that only looks like TLS. An answer may be among them.
     */
    private static boolean endsUnreadable(Dialogue dialogue, Direction direction) {
        long readable = dialogue.tls().stream()
                .filter(record -> record.direction() == direction)
                .mapToLong(record -> record.range().end())
                .max()
                .orElse(0);
        return dialogue.smtp().stream()
                .filter(event -> event.direction() == direction)
                .reduce((earlier, later) -> later)
                .filter(event -> event instanceof SmtpEvent.Unrecognised)
                .filter(event -> event.range().start() >= readable)
                .isPresent();
    }

    public boolean hasReached(Phase phase) {
        return reached.contains(phase);
    }
}
