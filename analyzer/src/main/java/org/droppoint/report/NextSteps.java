package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;
import org.jspecify.annotations.Nullable;

/** What to do next: what confirms the verdict, what to try and how to take it back, what to capture. */
final class NextSteps {
    private final CaseVerdict verdict;
    private final @Nullable VerdictClass verdictClass;
    private final List<String> steps = new ArrayList<>();

    private NextSteps(CaseVerdict verdict) {
        this.verdict = verdict;
        this.verdictClass = VerdictClass.of(verdict.classId()).orElse(null);
    }

    static List<String> of(CaseVerdict verdict, MailPath path) {
        NextSteps next = new NextSteps(verdict);
        if (verdict.isFault()) {
            next.atFault();
        }
        boolean open = verdict.suspects().size() > 1 || verdict.classId().equals("insufficient-evidence");
        if (open && !verdict.flows().isEmpty() || verdict.classId().equals("insufficient-evidence")) {
            next.steps.addAll(CaptureSteps.of(verdict, path));
        }
        if (verdict.isFault()) {
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

    private boolean suspected(Place place) {
        return verdict.suspects().contains(place);
    }

    private boolean onlySuspected(Place place) {
        return verdict.suspects().equals(List.of(place));
    }

    private void atFault() {
        if (onlySuspected(Place.FIREWALL)) {
            steps.add(
                    "Give this report, and the captures cut to these sessions ('droppoint case' makes both, redacted), to"
                            + " whoever runs the firewall; what follows is for them.");
        }
        if (suspected(Place.FIREWALL)) {
            steps.addAll(FirewallSteps.of(verdictClass));
        }
        if (verdictClass == VerdictClass.PMTU_BLACK_HOLE) {
            steps.addAll(FirewallSteps.pathMtu());
        }
        if (onlySuspected(Place.UPSTREAM)) {
            steps.add(
                    "Give the provider three of the frames named in this report, with IP-ID, sequence numbers and the clocks of both"
                            + " captures, and ask for filters, DDoS scrubbing and rate limits on TCP port 25 between these addresses.");
        }
        if (onlySuspected(Place.LAN)) {
            steps.add(
                    "Between the host and the firewall's inside interface: switch port errors and discards ('show interface"
                            + " counters errors'), duplex, VLAN and MTU, and any inline IPS or load balancer there. Move the host to"
                            + " another port for a test, and back.");
        }
        if (onlySuspected(Place.HOST)) {
            steps.addAll(host());
        }
        if (onlySuspected(Place.SERVER)) {
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
        if (verdictClass == VerdictClass.CLIENT_SILENT || verdictClass == VerdictClass.CLIENT_TIMEOUT) {
            own.add(
                    "A mail server that stands still after the server's certificate often waits for a revocation list: test it"
                            + " with 'certutil -urlfetch -verify server.cer' on the host, and let it reach the CRL and OCSP addresses"
                            + " named there.");
        }
        if (verdictClass == VerdictClass.ZERO_WINDOW) {
            own.add("The receiving program reads nothing: look at its threads, its disk and its queue at that time.");
        }
        return own;
    }
}
