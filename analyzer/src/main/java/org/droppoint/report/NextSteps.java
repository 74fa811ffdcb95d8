package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** What to do next: what confirms the verdict, what to try and how to take it back, what to capture. */
final class NextSteps {
    private final CaseVerdict verdict;
    private final List<String> steps = new ArrayList<>();

    private NextSteps(CaseVerdict verdict) {
        this.verdict = verdict;
    }

    static List<String> of(CaseVerdict verdict, MailPath path) {
        if (verdict.flows().isEmpty()) {
            return List.of(
                    "No mail session is in these captures: see that each ran on the interface that mail takes, while a mail"
                            + " was sent, and that no filter left TCP port 25 out.",
                    "'droppoint inspect FILE' tells what a capture holds instead. Mail on other ports: '--port 587' or"
                            + " '--port all'.");
        }
        NextSteps next = new NextSteps(verdict);
        boolean several = verdict.suspects().size() > 1 && !verdict.classId().equals(CaseVerdict.MIXED);
        if (several || verdict.classId().equals("insufficient-evidence")) {
            next.steps.addAll(CaptureSteps.of(verdict, path));
        }
        if (verdict.isFault()) {
            next.atFault();
            next.steps.add(
                    "If protocol logging was switched on for this, switch it off again afterwards, as its files grow"
                            + " fast: 'Set-SendConnector \"<name>\" -ProtocolLoggingLevel None' (inbound: 'Set-ReceiveConnector').");
        }
        return next.steps.isEmpty() ? List.of(idle(verdict)) : List.copyOf(next.steps);
    }

    private static String idle(CaseVerdict verdict) {
        return switch (verdict.classId()) {
            case "recovered-loss" ->
                "Watch error and drop counters at the lossy hop ('show interface', 'ip -s link', 'ethtool -S'); a loss or two"
                        + " in a thousand is ordinary.";
            case "capture-loss" ->
                "Nothing to do on the path. To capture without loss: a larger buffer (tcpdump -B 65536), a filter on port"
                        + " 25, no mirror port beyond its line rate.";
            default -> "Nothing to do on the path.";
        };
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
        if (verdict.suspects().contains(Place.FIREWALL)) {
            steps.addAll(FirewallSteps.of(classesAt(Place.FIREWALL)));
        }
        if (isOf(VerdictClass.PMTU_BLACK_HOLE)) {
            steps.addAll(FirewallSteps.pathMtu());
        }
        if (pinned(Place.UPSTREAM)) {
            steps.add(
                    "Give the provider three of the frames named in this report, with IP-ID, sequence numbers and the clocks of both"
                            + " captures, and ask for filters, DDoS scrubbing and rate limits on TCP port 25 between these addresses.");
        }
        if (pinned(Place.LAN)) {
            steps.add(
                    "Between the host and the firewall's inside interface: switch port errors and discards ('show interface"
                            + " counters errors'), duplex, VLAN and MTU, and any inline IPS or load balancer there. Move the host to"
                            + " another port for a test, and back.");
        }
        if (pinned(Place.HOST)) {
            steps.addAll(host());
        }
        if (pinned(Place.SERVER)) {
            steps.add(
                    "Ask the far side for its log at the times of the failed sessions, with both addresses and ports: the path delivered what"
                            + " was sent to it.");
        }
    }

    private List<String> host() {
        List<String> own = new ArrayList<>();
        own.add(
                "On the host: the mail program's and the system's log at the times of the failed sessions; filter drivers of antivirus and"
                        + " endpoint protection ('fltmc', 'netsh wfp show state'; Linux: 'nft list ruleset').");
        if (isOf(VerdictClass.CLIENT_SILENT) || isOf(VerdictClass.CLIENT_TIMEOUT)) {
            own.add(
                    "A mail server that stands still after the server's certificate often waits for a revocation list: test it"
                            + " with 'certutil -urlfetch -verify server.cer' on the host, and let it reach the CRL and OCSP addresses"
                            + " named there.");
        }
        if (isOf(VerdictClass.ZERO_WINDOW)) {
            own.add("The receiving program reads nothing: look at its threads, its disk and its queue at that time.");
        }
        return own;
    }
}
