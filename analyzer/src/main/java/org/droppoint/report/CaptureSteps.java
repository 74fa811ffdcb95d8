package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;
import org.droppoint.base.Tap;
import org.droppoint.verdict.CaseVerdict;

/** Which further capture would decide between the places that remain, and the commands that make it. */
final class CaptureSteps {
    private static final String FILTER = "\"tcp port 25 or icmp or icmp6\"";

    private CaptureSteps() {}

    static List<String> of(CaseVerdict verdict, MailPath path) {
        List<Place> open = verdict.suspects().isEmpty() ? verdict.notRuledOut() : verdict.suspects();
        List<String> present = path.taps().stream().map(Tap::name).toList();
        List<String> steps = new ArrayList<>();
        boolean host = open.contains(Place.HOST) && !present.contains(Tap.HOST);
        boolean inside = open.contains(Place.LAN) && open.contains(Place.FIREWALL) && !present.contains(Tap.INSIDE);
        boolean outside =
                open.contains(Place.FIREWALL) && open.contains(Place.UPSTREAM) && !present.contains(Tap.OUTSIDE);
        if (host) {
            steps.add(
                    "A capture on the host itself would tell it from the network. Windows: 'pktmon filter add -t TCP -p 25',"
                            + " 'pktmon start --capture --pkt-size 0 --file-name host.etl', one failing mail, 'pktmon stop', 'pktmon"
                            + " etl2pcap host.etl --out host.pcapng', 'pktmon filter remove'. Linux: 'tcpdump -i any -s 0 -w host.pcap "
                            + FILTER + "'.");
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
                    "Start all captures before the mail and stop them after it; whole packets, not the first 96 bytes; switch"
                            + " acceleration off for it where it hides packets, and on again afterwards (FortiGate, in the policy: 'set"
                            + " auto-asic-offload disable'; Palo Alto: 'set session offload no'; Check Point: 'fwaccel off').");
        }
        if (open.contains(Place.UPSTREAM) && open.contains(Place.SERVER)) {
            steps.add("Only a capture or a log at the far server can tell it from the network before it.");
        }
        if (steps.isEmpty() && verdict.classId().equals("insufficient-evidence")) {
            steps.add(
                    "Capture again at the same places, all at the same time, from before the connection begins until after it"
                            + " ends, whole packets: 'tcpdump -s 0 -B 65536 -w NAME.pcap " + FILTER + "'.");
        }
        return steps;
    }

    private static String atFirewall(String name) {
        return "Cisco 'capture " + name.toUpperCase(java.util.Locale.ROOT) + " interface " + name
                + " buffer 33554432 match tcp any any eq 25' (fetch it with 'copy /pcap capture:', then 'no capture'); FortiGate"
                + " 'diagnose sniffer packet IFACE \"port 25\" 6 0 a'; Palo Alto: packet capture, stages receive, transmit and"
                + " drop; Check Point 'fw monitor -e \"accept port(25);\" -o " + name
                + ".cap'; others 'tcpdump -i IFACE -s 0 -w "
                + name + ".pcap " + FILTER + "'.";
    }
}
