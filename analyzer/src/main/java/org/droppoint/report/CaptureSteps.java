package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.finding.fact.Finding;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** Which further capture would decide between the places that remain, and the commands that make it. */
final class CaptureSteps {
    private static final String ACCELERATION =
            "FortiGate, in the policy: 'set auto-asic-offload disable', back: 'enable'; Palo Alto: 'set session offload no', back:"
                    + " 'yes'; Check Point before R80.20: 'fwaccel off', back: 'fwaccel on'";

    private final CaseVerdict verdict;
    private final Traffic traffic;
    private final List<Place> open;
    private final List<String> present;
    private final List<String> steps = new ArrayList<>();

    private CaptureSteps(CaseVerdict verdict, MailPath path, Traffic traffic) {
        this.verdict = verdict;
        this.traffic = traffic;
        this.open = verdict.suspects().isEmpty() ? verdict.notRuledOut() : verdict.suspects();
        this.present = path.taps().stream().map(Tap::name).toList();
    }

    static List<String> of(CaseVerdict verdict, MailPath path, Traffic traffic) {
        CaptureSteps capture = new CaptureSteps(verdict, path, traffic);
        capture.blind(path);
        capture.missing();
        capture.again();
        return List.copyOf(capture.steps);
    }

    /** Captures that are there and lack what demonstrably passed them, or hold nothing of what was said. */
    private void blind(MailPath path) {
        List<String> lacking = path.taps().stream()
                .filter(tap -> verdict.flows().stream()
                        .filter(flow -> flow.facts().outcome() != Outcome.OK)
                        .flatMap(flow -> flow.facts().all(Finding.CaptureMissed.class))
                        .anyMatch(missed -> missed.tap().equals(tap)))
                .map(Tap::name)
                .toList();
        if (!lacking.isEmpty()) {
            steps.add("What was captured at " + Words.places(lacking, "and")
                    + " lacks bytes of these sessions that demonstrably passed there: its silence proves nothing. Capture again, with"
                    + " hardware acceleration off for the time of the capture where that is a firewall (" + ACCELERATION
                    + "), with a larger buffer elsewhere ('tcpdump -B 65536').");
        }
    }

    /** Taps that would split what remains. */
    private void missing() {
        boolean host = open.contains(Place.HOST) && !present.contains(Tap.HOST);
        boolean inside = open.contains(Place.LAN) && open.contains(Place.FIREWALL) && !present.contains(Tap.INSIDE);
        boolean outside =
                open.contains(Place.FIREWALL) && open.contains(Place.UPSTREAM) && !present.contains(Tap.OUTSIDE);
        if (host) {
            steps.add(
                    "A capture on the host itself would tell it from the network. Windows: 'pktmon filter add smtp -t TCP -p "
                            + traffic.port()
                            + "', 'pktmon start --capture --comp nics --pkt-size 0 --file-name C:\\host.etl', one failing"
                            + " mail, 'pktmon stop', 'pktmon etl2pcap C:\\host.etl --out C:\\host.pcapng', 'pktmon filter remove'; before"
                            + " Server 2019 'netsh trace start capture=yes report=no tracefile=C:\\host.etl', 'netsh trace stop', and"
                            + " etl2pcapng. Linux: 'tcpdump -i any -s 0 -w host.pcap " + filter() + "'.");
        }
        if (inside) {
            steps.add("A capture at the firewall's inside interface would tell the LAN from the firewall: "
                    + atFirewall("inside"));
        }
        if (outside) {
            steps.add("A capture at the firewall's outside interface would tell the firewall from what lies beyond: "
                    + atFirewall("outside"));
        }
        if (host || inside || outside) {
            steps.add(
                    "Start all captures before the mail and stop them after it; whole packets, not the first 96 bytes; keep the others"
                            + " running too. Switch acceleration off for it where it hides packets (" + ACCELERATION
                            + ").");
        }
        boolean handshake = verdict.causes().stream()
                .map(CaseVerdict.Cause::verdictClass)
                .anyMatch(one -> one == VerdictClass.CONNECT_BLOCKED || one == VerdictClass.CONNECT_REFUSED);
        if (open.contains(Place.UPSTREAM)
                && open.contains(Place.SERVER)
                && !verdict.suspects().isEmpty()) {
            steps.add("Only a capture or a log at the far end (" + traffic.farEnd()
                    + ") can tell it from the network before it: ask whoever runs that, and the provider, with the frames named"
                    + " here.");
            if (handshake && !traffic.inbound()) {
                steps.add(EndSteps.reach(traffic));
            }
        }
    }

    private void again() {
        if (steps.isEmpty() && verdict.classId().equals("insufficient-evidence")) {
            steps.add(
                    "Capture again at the same places, all at the same time, from before the connection begins until after it"
                            + " ends, whole packets: 'tcpdump -s 0 -B 65536 -w NAME.pcap " + filter() + "'.");
        }
    }

    private String filter() {
        return "\"tcp port " + traffic.port() + " or icmp or icmp6\"";
    }

    private String atFirewall(String name) {
        int port = traffic.port();
        String capture = name.toUpperCase(Locale.ROOT);
        return "Cisco 'capture " + capture + " interface " + name + " buffer 33554432 match tcp any any eq " + port
                + "' (with your interface's name; fetch it with 'copy /pcap capture:" + capture
                + " tftp://ADDRESS/" + name + ".pcap', then 'no capture " + capture
                + "'); FortiGate 'diagnose sniffer packet"
                + " IFACE \"port " + port
                + " or icmp\" 6 0 a'; Palo Alto packet capture, stages receive, transmit and drop"
                + " (--received, --transmitted, --dropped); Check Point 'fw monitor -F \"0,0,0," + port + ",6\" -F \"0,"
                + port
                + ",0,0,6\" -o mon.cap', which holds both sides; others 'tcpdump -i IFACE -s 0 -w " + name + ".pcap "
                + filter()
                + "'.";
    }
}
