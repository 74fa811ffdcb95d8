package org.droppoint.finding.change;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.session.Session;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.SmtpWords;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Gap;
import org.droppoint.finding.fact.Side;
import org.droppoint.finding.loss.LostUnits;

/** Compares what two taps heard of SMTP, line by line: whole lines at the same place of the session's stream. */
final class LineComparison {
    private final Session session;
    private final Reading near;
    private final Reading far;
    private final Gap between;

    LineComparison(Session session, Reading near, Reading far, Gap between) {
        this.session = session;
        this.near = near;
        this.far = far;
        this.between = between;
    }

    /** What of a direction's lines went on otherwise than it came. */
    List<Finding> compare(Direction direction) {
        Map<Long, List<SmtpEvent>> there =
                events(far, direction).stream().collect(Collectors.groupingBy(event -> start(far, direction, event)));
        List<Finding> found = new ArrayList<>();
        for (SmtpEvent here : events(near, direction)) {
            // a line that was put in before another one, as the header of the PROXY protocol, stands at its place, too
            there.getOrDefault(start(near, direction, here), List.of()).stream()
                    .max(Comparator.comparing((SmtpEvent event) -> sameText(here, event)))
                    .filter(counterpart -> isChanged(here, counterpart))
                    .ifPresent(counterpart -> found.add(changed(direction, here, counterpart)));
        }
        return found;
    }

    private static long start(Reading reading, Direction direction, SmtpEvent event) {
        return reading.leg().map(direction).toSession(event.range()).start();
    }

    private static boolean isChanged(SmtpEvent here, SmtpEvent there) {
        boolean legible = !(here instanceof SmtpEvent.Unrecognised) || !(there instanceof SmtpEvent.Unrecognised);
        return legible && here.complete() && there.complete() && !sameText(here, there);
    }

    private Finding changed(Direction direction, SmtpEvent here, SmtpEvent there) {
        boolean outward = session.outward(direction);
        SmtpEvent before = outward ? here : there;
        SmtpEvent after = outward ? there : here;
        Tap from = (outward ? near : far).leg().tap();
        Tap to = (outward ? far : near).leg().tap();
        String how = describe(before, after);
        return new Finding.ContentChanged(
                "On the way from the " + Side.sending(direction).label() + " between " + from + " and " + to + ": "
                        + how + ".",
                List.of(
                        Reading.evidence(before.origin(), from, "as sent: " + quote(before)),
                        Reading.evidence(after.origin(), to, "as it went on: " + quote(after))),
                direction,
                true,
                how,
                between,
                false,
                List.of(before.range()));
    }

    /** What was said before TLS: behind its first record there are no lines, only what a snap length left of it. */
    private static List<SmtpEvent> events(Reading reading, Direction direction) {
        Dialogue dialogue = reading.dialogue();
        long tls = dialogue.tls().stream()
                .filter(record -> record.direction() == direction)
                .mapToLong(record -> record.range().start())
                .min()
                .orElse(Long.MAX_VALUE);
        return dialogue.smtp().stream()
                .filter(event -> event.direction() == direction && !(event instanceof SmtpEvent.Content))
                .filter(event -> event.range().start() < tls)
                .toList();
    }

    private static boolean sameText(SmtpEvent one, SmtpEvent other) {
        if (one instanceof SmtpEvent.Reply a && other instanceof SmtpEvent.Reply b) {
            return a.code() == b.code() && a.lines().equals(b.lines());
        }
        if (one instanceof SmtpEvent.Command a && other instanceof SmtpEvent.Command b) {
            return a.verb().equals(b.verb()) && a.argument().equals(b.argument());
        }
        return one.getClass() == other.getClass()
                && one.range().length() == other.range().length();
    }

    private static String describe(SmtpEvent before, SmtpEvent after) {
        if (before instanceof SmtpEvent.Reply a && after instanceof SmtpEvent.Reply b) {
            if (b.greeting() && InspectionMarks.masked(b)) {
                return "the greeting was masked";
            }
            if (offers(a, "STARTTLS") && !offers(b, "STARTTLS")) {
                return "the STARTTLS capability was removed or overwritten";
            }
            return a.code() == b.code()
                    ? "a reply " + a.code() + " was changed"
                    : "reply " + a.code() + " became " + b.code();
        }
        if (before instanceof SmtpEvent.Command a && after instanceof SmtpEvent.Command b) {
            return "command " + a.verb() + " became " + b.verb();
        }
        return LostUnits.describe(before) + " became " + LostUnits.describe(after);
    }

    private static boolean offers(SmtpEvent.Reply reply, String capability) {
        return reply.lines().stream()
                .anyMatch(line -> line.strip().toUpperCase(Locale.ROOT).startsWith(capability));
    }

    static String quote(SmtpEvent event) {
        if (event instanceof SmtpEvent.Reply reply) {
            // a server's greeting speaks of the server; any other reply may repeat what the client had said
            List<String> lines = reply.greeting()
                    ? reply.lines()
                    : reply.lines().stream().map(SmtpWords.standard()::shown).toList();
            String text = reply.code() + " " + String.join(" | ", lines);
            return text.length() <= 120 ? text : text.substring(0, 120) + "…";
        }
        return event instanceof SmtpEvent.Command command ? command.verb() : LostUnits.describe(event);
    }
}
