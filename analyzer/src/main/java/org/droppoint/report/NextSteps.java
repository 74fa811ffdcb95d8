package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** What to do next: what confirms the verdict, what to try and how to take it back, what to capture. */
final class NextSteps {
    private final CaseVerdict verdict;
    private final Traffic traffic;
    private final List<String> steps = new ArrayList<>();

    private NextSteps(CaseVerdict verdict, Traffic traffic) {
        this.verdict = verdict;
        this.traffic = traffic;
    }

    static List<String> of(CaseVerdict verdict, MailPath path, List<SessionTrace> sessions) {
        if (verdict.flows().isEmpty()) {
            return List.of(
                    "No mail session is in these captures: see that each ran on the interface that mail takes, while a mail"
                            + " was sent, and that no filter left TCP port 25 out.",
                    "'droppoint inspect FILE' tells what a capture holds instead. Mail on other ports: '--port 587' or"
                            + " '--port all'.");
        }
        Traffic traffic = Traffic.of(verdict, sessions);
        NextSteps next = new NextSteps(verdict, traffic);
        boolean several = verdict.suspects().size() > 1 && !verdict.classId().equals(CaseVerdict.MIXED);
        if (several || verdict.classId().equals("insufficient-evidence")) {
            next.steps.addAll(CaptureSteps.of(verdict, path, traffic));
        }
        if (verdict.isFault()) {
            next.atFault();
            next.steps.add(
                    "If protocol logging was switched on for this, switch it off again afterwards, as its files grow fast: '"
                            + (traffic.inbound() ? "Set-ReceiveConnector" : "Set-SendConnector")
                            + " \"<name>\" -ProtocolLoggingLevel None'.");
        }
        return next.steps.isEmpty() ? idle(verdict) : List.copyOf(next.steps);
    }

    private static List<String> idle(CaseVerdict verdict) {
        return switch (verdict.classId()) {
            case "recovered-loss" ->
                List.of(
                        verdict.suspects().equals(List.of(Place.UPSTREAM))
                                ? "A loss or two in a thousand packets is ordinary on the Internet. Where it is more, and always at times of"
                                        + " load, give the provider the frames named here."
                                : "Watch error and drop counters of the interfaces at the lossy hop ('show interface', 'ip -s link', 'ethtool"
                                        + " -S'); a loss or two in a thousand packets is ordinary.");
            case "capture-loss" ->
                List.of(
                        "Nothing to do on the path. To capture without loss: a larger buffer (tcpdump -B 65536), a filter on port"
                                + " 25, no mirror port beyond its line rate.");
            default -> healthy(verdict);
        };
    }

    private static List<String> healthy(CaseVerdict verdict) {
        List<String> steps = new ArrayList<>();
        boolean noneWhole =
                verdict.flows().stream().noneMatch(flow -> flow.facts().outcome() == Outcome.OK);
        if (noneWhole) {
            steps.add(
                    "No session is here from its begin to its end: capture again, from before the connection is opened until after"
                            + " it is closed.");
        } else {
            steps.add("Nothing to do on the path.");
        }
        steps.add(
                "If mail fails all the same: see that a failing attempt lies within the time of the captures, and read the mail"
                        + " server's own log of it. A refusal inside TLS cannot be seen.");
        return steps;
    }

    /** The classes of the causes that may lie in this place. */
    private List<VerdictClass> classesAt(Place place) {
        List<VerdictClass> classes = new ArrayList<>(verdict.causes().stream()
                .filter(cause -> cause.suspects().contains(place))
                .map(CaseVerdict.Cause::verdictClass)
                .distinct()
                .toList());
        if (classes.isEmpty() && verdict.suspects().contains(place)) {
            VerdictClass.of(verdict.classId()).ifPresent(classes::add);
        }
        return classes;
    }

    private boolean isOf(VerdictClass verdictClass) {
        return verdict.classId().equals(verdictClass.id())
                || verdict.classId().equals(CaseVerdict.MIXED)
                        && verdict.causes().stream().anyMatch(cause -> cause.verdictClass() == verdictClass);
    }

    /** Whether this place, and no other, has the case's fault or one of the several. */
    private boolean pinned(Place place) {
        return verdict.suspects().equals(List.of(place))
                || verdict.classId().equals(CaseVerdict.MIXED)
                        && verdict.causes().stream()
                                .anyMatch(cause -> cause.suspects().equals(List.of(place)));
    }

    private void atFault() {
        if (pinned(Place.FIREWALL)) {
            steps.add(
                    "Give this report, and the captures cut to these sessions ('droppoint case' makes both, redacted), to"
                            + " whoever runs the firewall; what is said of firewalls is for them.");
        }
        if (SizeSteps.isOpen(verdict)) {
            steps.add(SizeSteps.tellApart(traffic));
        }
        if (verdict.suspects().contains(Place.FIREWALL)) {
            steps.addAll(FirewallSteps.of(classesAt(Place.FIREWALL), traffic));
        }
        if (isOf(VerdictClass.PMTU_BLACK_HOLE)) {
            steps.addAll(SizeSteps.blackHole(verdict, traffic));
        }
        if (pinned(Place.UPSTREAM)) {
            steps.add(
                    "Give the provider, and the support of the far end where that is a cloud service, three of the frames named in"
                            + " this report with IP-ID, sequence numbers and the clocks of the captures. Ask for filters, DDoS scrubbing and"
                            + " rate limits on TCP port " + traffic.port() + " between these addresses.");
        }
        if (pinned(Place.LAN)) {
            steps.add(
                    "Between the host and the firewall's inside interface: switch port errors and discards ('show interface"
                            + " counters errors'), duplex, VLAN and MTU, and any inline IPS or load balancer there. Move the host to"
                            + " another port for a test, and back.");
        }
        verdict.suspects().stream()
                .filter(place -> place.name().contains("..") && pinned(place))
                .forEach(
                        place -> steps.add(
                                "Between the taps of " + place.name() + ": counters of errors and drops, drop log and"
                                        + " session table of every device there at the times of the failed sessions. Whatever you switch off for a"
                                        + " test: for this traffic alone, written down, and back again if it makes no difference."));
        if (pinned(Place.HOST)) {
            steps.addAll(EndSteps.host(classesAt(Place.HOST), traffic));
        }
        if (pinned(Place.SERVER)) {
            steps.addAll(EndSteps.farEnd(classesAt(Place.SERVER), traffic));
        }
    }
}
