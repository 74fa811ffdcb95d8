package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** What to do next: safe, concrete, and with the way back. */
final class NextSteps {
    private NextSteps() {}

    static List<String> of(CaseVerdict verdict, MailPath path) {
        List<String> steps = new ArrayList<>();
        VerdictClass verdictClass = VerdictClass.of(verdict.classId()).orElse(null);
        boolean fault = verdict.isFault();
        if (fault && verdict.suspects().contains(Place.FIREWALL)) {
            firewall(verdictClass, steps);
        }
        if (fault && verdict.suspects().equals(List.of(Place.UPSTREAM))) {
            steps.add("Give the provider the frames above, with IP-ID, sequence numbers and both clocks, and ask for"
                    + " filters, DDoS scrubbing and rate limits on TCP port 25 towards you.");
        }
        if (fault && verdict.suspects().equals(List.of(Place.LAN))) {
            steps.add("Check switch port counters, duplex, VLAN and host-side filter drivers between the host and the"
                    + " firewall's inside interface.");
        }
        if (fault && verdict.suspects().equals(List.of(Place.SERVER))) {
            steps.add("Ask the far side for its log at the times above; the path delivered what was sent to it.");
        }
        if (fault && verdict.suspects().equals(List.of(Place.HOST))) {
            steps.add(
                    "Look at the host itself: the mail program's log, local filters and antivirus drivers, certificate"
                            + " and CRL checks at the times above.");
        }
        if (verdictClass == VerdictClass.PMTU_BLACK_HOLE) {
            steps.add(
                    "Let ICMP type 3 code 4 (IPv6: type 2) pass, or clamp TCP MSS at that hop; try MSS 1350 first, and"
                            + " take the clamp away again once ICMP passes.");
        }
        if (fault && verdict.suspects().size() > 1 || verdictClass == VerdictClass.INSUFFICIENT_EVIDENCE) {
            furtherCapture(verdict, path, steps);
        }
        if (fault) {
            steps.add("If protocol logging was switched on for this, switch it off again afterwards:"
                    + " Set-SendConnector \"<name>\" -ProtocolLoggingLevel None.");
        }
        if (steps.isEmpty()) {
            steps.add("Nothing to do on the path.");
        }
        return steps;
    }

    private static void firewall(@org.jspecify.annotations.Nullable VerdictClass verdictClass, List<String> steps) {
        boolean handshake =
                verdictClass == VerdictClass.CONNECT_BLOCKED || verdictClass == VerdictClass.CONNECT_REFUSED;
        if (handshake) {
            steps.add(
                    "Check the firewall's rule, NAT and route for TCP port 25 between these addresses, and its drop log"
                            + " at the times above.");
            return;
        }
        steps.add(
                "Bypass SMTP/TLS inspection for this traffic alone, and test again. Cisco ASA/FTD: in the policy-map's"
                        + " class, 'no inspect esmtp' (back: 'inspect esmtp'). FortiGate: a policy for port 25 without"
                        + " e-mail filter and SSL inspection. Palo Alto: a rule with no profiles and an application override"
                        + " for TCP 25. Check Point: an exception for SMTP in Threat Prevention and HTTPS inspection.");
        steps.add("Confirm in the firewall's own words. Cisco: 'show service-policy inspect esmtp', 'show asp drop',"
                + " 'capture X type asp-drop all'. FortiGate: 'diagnose debug flow'. Palo Alto: 'show counter global"
                + " filter delta yes severity drop'. Check Point: 'fw ctl zdebug + drop'.");
    }

    private static void furtherCapture(CaseVerdict verdict, MailPath path, List<String> steps) {
        List<Place> open = verdict.suspects().isEmpty() ? verdict.notRuledOut() : verdict.suspects();
        List<String> present = path.taps().stream().map(Tap::name).toList();
        if (open.contains(Place.LAN) && open.contains(Place.FIREWALL) && !present.contains(Tap.INSIDE)) {
            steps.add(
                    "A capture at the firewall's inside interface would tell the LAN from the firewall: tcpdump -s 0 -w"
                            + " inside.pcap 'tcp port 25 or icmp'.");
        }
        if (open.contains(Place.FIREWALL) && open.contains(Place.UPSTREAM) && !present.contains(Tap.OUTSIDE)) {
            steps.add("A capture at the firewall's outside interface would tell the firewall from what lies beyond:"
                    + " tcpdump -s 0 -w outside.pcap 'tcp port 25 or icmp'.");
        }
        if (open.contains(Place.UPSTREAM) && open.contains(Place.SERVER)) {
            steps.add("Only a capture or a log at the far server can tell it from the network before it.");
        }
        if (open.contains(Place.HOST) && !present.contains(Tap.HOST)) {
            steps.add(
                    "A capture on the host itself (Windows: pktmon start -c --pkt-size 0; netsh trace) would tell it from"
                            + " the network.");
        }
    }
}
