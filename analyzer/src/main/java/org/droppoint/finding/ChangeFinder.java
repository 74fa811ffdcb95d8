package org.droppoint.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.ChangedBytes;
import org.droppoint.correlate.DirectionLedger;
import org.droppoint.correlate.SessionLeg;
import org.droppoint.correlate.SessionTrace;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.SessionDissector;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.SmtpWords;
import org.droppoint.dissect.TlsMessage;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a device between two taps did to the content: other bytes, other lines, another TLS session. Both sides
 * are dissected on their own and compared by meaning, so that it does not matter whether lengths stayed the same. On a
 * single tap only the well-known marks of inspecting firewalls tell.
 */
final class ChangeFinder {
    /** As a masked greeting reads: asterisks for all but a few characters. */
    private static final double MASKED_SHARE = 0.6;

    private final SessionTrace trace;
    private final Locator locator;

    ChangeFinder(SessionTrace trace, Locator locator) {
        this.trace = trace;
        this.locator = locator;
    }

    /** One tap's own reading of the session. */
    private record Reading(SessionLeg leg, Dialogue dialogue) {}

    List<Finding> find() {
        List<Finding> found = new ArrayList<>();
        List<SessionLeg> legs = trace.session().legs();
        boolean remade = trace.session().followed() < legs.size();
        boolean differ = remade || !trace.changes().isEmpty() || lengthsDiffer(legs);
        if (differ) {
            List<Reading> readings = legs.stream().map(this::read).toList();
            for (int i = 0; i + 1 < readings.size(); i++) {
                compare(readings.get(i), readings.get(i + 1), found);
            }
        }
        if (found.isEmpty()) {
            bySignature(found);
        }
        return found;
    }

    /** Inserted or removed bytes give a leg other offsets. */
    private static boolean lengthsDiffer(List<SessionLeg> legs) {
        return legs.stream()
                .anyMatch(leg -> !leg.clientToServer().isConstant()
                        || !leg.serverToClient().isConstant());
    }

    private Reading read(SessionLeg leg) {
        StreamView client = open(leg, Direction.CLIENT_TO_SERVER);
        StreamView server = open(leg, Direction.SERVER_TO_CLIENT);
        return new Reading(leg, SessionDissector.dissect(client, server));
    }

    private StreamView open(SessionLeg leg, Direction direction) {
        return locator.correlation().taps().trace(leg.tap()).streams().open(leg.leg(), direction);
    }

    private void compare(Reading near, Reading far, List<Finding> found) {
        List<String> remade = new ArrayList<>();
        compareHellos(near, far, remade);
        Gap between = locator.between(near.leg().tap(), far.leg().tap());
        if (!remade.isEmpty()) {
            String summary = "TLS at " + near.leg().tap() + " and at "
                    + far.leg().tap() + " is not the same session: " + String.join("; ", remade) + ".";
            found.add(new Finding.SessionRemade(summary, helloEvidence(near, far), between, remade));
            return;
        }
        for (Direction direction : Direction.values()) {
            compareSmtp(near, far, direction, between, found);
        }
        if (found.stream().noneMatch(Finding.ContentChanged.class::isInstance)) {
            comparePayload(near, far, between, found);
        }
    }

    // ---- TLS ----

    private static void compareHellos(Reading near, Reading far, List<String> differences) {
        TlsMessage.ClientHello client = clientHello(near.dialogue());
        TlsMessage.ClientHello otherClient = clientHello(far.dialogue());
        if (client != null && otherClient != null && !client.random().equals(otherClient.random())) {
            differences.add("the ClientHello's random differs");
        }
        TlsMessage.ServerHello server = serverHello(near.dialogue());
        TlsMessage.ServerHello otherServer = serverHello(far.dialogue());
        if (server != null && otherServer != null && !server.random().equals(otherServer.random())) {
            differences.add("the ServerHello's random differs");
        }
        String certificate = certificate(near.dialogue());
        String otherCertificate = certificate(far.dialogue());
        boolean comparable = certificate != null && otherCertificate != null && !certificate.equals(otherCertificate);
        if (comparable && !differences.isEmpty()) {
            differences.add("the server's certificate differs: " + certificate + " against " + otherCertificate);
        }
    }

    private static TlsMessage.@Nullable ClientHello clientHello(Dialogue dialogue) {
        return detail(dialogue, TlsMessage.ClientHello.class).orElse(null);
    }

    private static TlsMessage.@Nullable ServerHello serverHello(Dialogue dialogue) {
        return detail(dialogue, TlsMessage.ServerHello.class).orElse(null);
    }

    private static @Nullable String certificate(Dialogue dialogue) {
        return dialogue.tls().stream()
                .filter(record -> record.direction() == Direction.SERVER_TO_CLIENT)
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(TlsMessage.CertificateChain.class::isInstance)
                .map(chain -> ((TlsMessage.CertificateChain) chain).certificates())
                .filter(certificates -> !certificates.isEmpty())
                .map(certificates -> certificates.get(0).subject() + " issued by "
                        + certificates.get(0).issuer())
                .findFirst()
                .orElse(null);
    }

    private static <D extends TlsMessage.HandshakeDetail> Optional<D> detail(Dialogue dialogue, Class<D> kind) {
        return dialogue.tls().stream()
                .flatMap(record -> record.messages().stream())
                .filter(TlsMessage.Handshake.class::isInstance)
                .map(message -> ((TlsMessage.Handshake) message).detail())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    private static List<Evidence> helloEvidence(Reading near, Reading far) {
        List<Evidence> evidence = new ArrayList<>();
        for (Reading reading : List.of(near, far)) {
            reading.dialogue().tls().stream()
                    .filter(record -> !record.messages().isEmpty())
                    .filter(record -> record.contentType() == org.droppoint.dissect.TlsNames.HANDSHAKE)
                    .limit(2)
                    .forEach(record -> evidence.add(at(
                            record.origin(), reading.leg().tap(), org.droppoint.dissect.RecordTypes.describe(record))));
        }
        return evidence;
    }

    private static Evidence at(Origin origin, Tap tap, String note) {
        return new Evidence(tap, origin.frame(), origin.epochNanos(), note);
    }

    // ---- SMTP ----

    private void compareSmtp(Reading near, Reading far, Direction direction, Gap between, List<Finding> found) {
        List<SmtpEvent> one = events(near.dialogue(), direction);
        List<SmtpEvent> other = events(far.dialogue(), direction);
        for (SmtpEvent here : one) {
            long start = near.leg().map(direction).toSession(here.range()).start();
            Optional<SmtpEvent> counterpart = other.stream()
                    .filter(event ->
                            far.leg().map(direction).toSession(event.range()).start() == start)
                    .findFirst();
            if (counterpart.isEmpty()) {
                continue;
            }
            SmtpEvent there = counterpart.get();
            if (!here.complete() || !there.complete() || sameText(here, there)) {
                continue;
            }
            boolean outward = trace.session().outward(direction);
            SmtpEvent before = outward ? here : there;
            SmtpEvent after = outward ? there : here;
            String how = describe(before, after);
            String summary = "On the way from the " + Side.sending(direction).label() + " between "
                    + (outward ? near : far).leg().tap() + " and "
                    + (outward ? far : near).leg().tap() + ": " + how + ".";
            found.add(new Finding.ContentChanged(
                    summary,
                    List.of(
                            at(before.origin(), (outward ? near : far).leg().tap(), "as sent: " + quote(before)),
                            at(after.origin(), (outward ? far : near).leg().tap(), "as it went on: " + quote(after))),
                    direction,
                    true,
                    how,
                    between,
                    false,
                    List.of(before.range())));
        }
    }

    private static List<SmtpEvent> events(Dialogue dialogue, Direction direction) {
        return dialogue.smtp().stream()
                .filter(event -> event.direction() == direction && !(event instanceof SmtpEvent.Content))
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
            if (b.greeting() && masked(b)) {
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

    private static boolean masked(SmtpEvent.Reply reply) {
        String text = String.join("", reply.lines()).replace(" ", "");
        long stars = text.chars().filter(c -> c == '*').count();
        return text.length() >= 8 && stars >= MASKED_SHARE * text.length();
    }

    private static String quote(SmtpEvent event) {
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

    // ---- other bytes ----

    private void comparePayload(Reading near, Reading far, Gap between, List<Finding> found) {
        for (ChangedBytes change : trace.changes()) {
            DirectionLedger ledger = trace.ledger(change.direction());
            boolean thisGap = ledger.at(change.near()) == near.leg() && ledger.at(change.far()) == far.leg()
                    || ledger.at(change.near()) == far.leg() && ledger.at(change.far()) == near.leg();
            if (!thisGap) {
                continue;
            }
            boolean smtp = trace.session().dialogue().smtp().stream()
                    .filter(event -> !(event instanceof SmtpEvent.Content))
                    .anyMatch(event -> event.direction() == change.direction()
                            && event.range().overlaps(change.ranges().get(0)));
            String what = trace.session().dialogue().tls().stream()
                    .filter((TlsRecord record) -> record.direction() == change.direction()
                            && record.range().overlaps(change.ranges().get(0)))
                    .map(org.droppoint.dissect.RecordTypes::describe)
                    .findFirst()
                    .map(type -> "in TLS record " + type)
                    .orElse(smtp ? "in an SMTP line" : "in message content");
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
    }

    // ---- one tap ----

    /** A masked greeting, STARTTLS overwritten with X, or XXXX commands: what Cisco's SMTP inspection leaves behind. */
    private void bySignature(List<Finding> found) {
        for (SmtpEvent event : trace.session().dialogue().smtp()) {
            String mark = mark(event);
            if (mark == null) {
                continue;
            }
            Direction direction = event.direction();
            int position = firstPosition(direction);
            Gap gap = locator.gap(direction, -1, position, true, true);
            found.add(new Finding.ContentChanged(
                    "The " + Side.sending(direction).label() + "'s words bear the mark of an inspecting device: " + mark
                            + ".",
                    List.of(at(event.origin(), event.origin().tap(), quote(event))),
                    direction,
                    true,
                    mark,
                    gap,
                    true,
                    List.of(event.range())));
        }
    }

    private int firstPosition(Direction direction) {
        DirectionLedger ledger = trace.ledger(direction);
        for (int i = 0; i < ledger.positions(); i++) {
            SessionLeg leg = ledger.at(i);
            if (leg != null && !leg.leg().seen(direction).isEmpty()) {
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
