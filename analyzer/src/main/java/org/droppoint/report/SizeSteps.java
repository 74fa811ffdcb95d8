package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.finding.fact.Finding;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.VerdictClass;

/** What shows, and what cures, that packets above a size do not pass. */
final class SizeSteps {
    /** Smaller segments than these no stack is told to send (RFC 9293 section 3.7.1). */
    private static final int LEAST_SEGMENT = 536;

    private static final int USUAL_SEGMENT = 1300;

    /** What fits into a packet of 1280 bytes, which every link passes that carries IPv6 (RFC 8200 section 5). */
    private static final int SMALL_SEGMENT = 1220;

    private SizeSteps() {}

    /** Where nothing as large passed, content and size look alike: what tells them apart. */
    static String tellApart(Traffic traffic) {
        return "Is it size or content? Nothing as large as what vanished is seen to pass. Lower the host's own MTU for one test"
                + " mail, so that both ends send smaller segments: " + lowerMtu(traffic)
                + " If that mail passes, size is the reason (droppoint explain pmtu-black-hole).";
    }

    private static String lowerMtu(Traffic traffic) {
        return "Windows 'netsh interface " + (traffic.isV6() ? "ipv6" : "ipv4")
                + " set subinterface \"NAME\" mtu=1300 store=active', Linux 'ip link set dev DEV mtu"
                + " 1300'; back: the same with 1500.";
    }

    /** A path MTU black hole: find the limit, the cure, and what helps until then. */
    static List<String> blackHole(CaseVerdict verdict, Traffic traffic) {
        List<String> steps = new ArrayList<>();
        int headers = traffic.isV6() ? 48 : 28;
        int whole = 1500 - headers;
        String far = traffic.farEnd();
        steps.add("Find the largest packet that passes, from the host, which changes nothing: Windows 'ping "
                + (traffic.isV6() ? "-l " : "-f -l ") + whole
                + " " + far + "', Linux 'ping -M do -s " + whole + " " + far
                + "', and less until it answers; the path's MTU"
                + " is that number and " + headers
                + " more. Where nothing answers a ping, lower the host's own MTU for one"
                + " test mail: " + lowerMtu(traffic));
        steps.add(
                "Compare the MTU of interfaces and tunnels on both sides of that hop: PPPoE, GRE, VPN and VXLAN take 8 to 100"
                        + " bytes.");
        steps.add("Let ICMP type 3 code 4 (IPv6: ICMPv6 type 2) pass back to the sender of the large packets"
                + sender(verdict.heading()) + ": that is the cure.");
        int segment = verdict.flows().stream()
                .flatMap(flow -> flow.facts().all(Finding.SizeLimit.class))
                .mapToInt(Finding.SizeLimit::largestPassed)
                .filter(size -> size >= LEAST_SEGMENT)
                .min()
                .orElse(USUAL_SEGMENT);
        steps.add("Until then have a device on the path, your firewall for instance, lower the segment size"
                + (segment == USUAL_SEGMENT ? "" : " to what is seen to pass, " + segment + " bytes")
                + ". Cisco ASA: 'sysopt"
                + " connection tcpmss " + segment
                + "' (default, and the way back: 1380). FortiGate, in the policy: 'set"
                + " tcp-mss-sender " + segment + "', 'set tcp-mss-receiver " + segment
                + "' (back: 0). Palo Alto: Adjust TCP MSS at the interface. Linux: '"
                + (traffic.isV6() ? "ip6tables" : "iptables") + " -t mangle -A FORWARD -p tcp"
                + " --tcp-flags SYN,RST SYN -j TCPMSS --set-mss " + segment + "' (back: the same with -D).");
        return steps;
    }

    private static String sender(Heading heading) {
        return switch (heading) {
            case SERVER_TO_CLIENT -> ", here the server";
            case CLIENT_TO_SERVER -> ", here the client";
            case BOTH, NONE -> "";
        };
    }

    /** Whether size is neither shown nor ruled out as the reason, and a link that would do it is one of those in use. */
    static boolean isOpen(CaseVerdict verdict) {
        boolean open = verdict.alternatives().stream()
                .anyMatch(rival -> rival.verdictClass() == VerdictClass.PMTU_BLACK_HOLE && rival.confidence() > 0);
        return open
                && verdict.flows().stream()
                        .filter(flow -> flow.facts().stall() != null)
                        .flatMap(flow -> flow.facts().all(Finding.BytesVanished.class))
                        .flatMap(lost -> lost.lostSizes().stream())
                        .allMatch(size -> size >= SMALL_SEGMENT);
    }
}
