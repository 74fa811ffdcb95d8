package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.verdict.VerdictClass;

/**
 * What to look at and what to try on common firewalls. First what changes nothing; then a change for this traffic alone,
 * with the way back. Commands as in the makers' guides: Cisco ASA and Secure Firewall CLI, PAN-OS CLI, FortiOS CLI, Check
 * Point R80.20 and later.
 */
final class FirewallSteps {
    private final Traffic traffic;
    private final List<String> steps = new ArrayList<>();

    private FirewallSteps(Traffic traffic) {
        this.traffic = traffic;
    }

    /** @param classes what goes wrong there, one or several */
    static List<String> of(List<VerdictClass> classes, Traffic traffic) {
        FirewallSteps firewall = new FirewallSteps(traffic);
        boolean handshake =
                classes.contains(VerdictClass.CONNECT_BLOCKED) || classes.contains(VerdictClass.CONNECT_REFUSED);
        boolean inspection = classes.stream().anyMatch(FirewallSteps::mayBeInspection);
        if (handshake || inspection) {
            firewall.confirm(handshake, inspection);
        }
        if (classes.contains(VerdictClass.ZERO_WINDOW)) {
            firewall.window();
        }
        if (inspection) {
            firewall.bypass(classes.contains(VerdictClass.TLS_INTERCEPTED));
        }
        return List.copyOf(firewall.steps);
    }

    /** What looks into the stream, or proxies it, may do that; a rule, a route or a size limit does not. */
    private static boolean mayBeInspection(VerdictClass verdictClass) {
        return switch (verdictClass) {
            case CONNECT_BLOCKED, CONNECT_REFUSED, PMTU_BLACK_HOLE, ZERO_WINDOW -> false;
            default -> true;
        };
    }

    /** Rules, counters and logs; looking at them changes nothing but load. */
    private void confirm(boolean handshake, boolean inspection) {
        String client = traffic.client();
        String server = traffic.server();
        int port = traffic.port();
        steps.add("Confirm on Cisco ASA/FTD: "
                + (handshake
                        ? "'packet-tracer input " + traffic.interfaceIn() + " tcp " + client + " 40000 " + server + " "
                                + port
                                + "' tells which rule, translation and route it takes (with your interface's name); "
                        : "")
                + (inspection
                        ? "'show service-policy inspect esmtp' (its drop and reset counters) and"
                                + " 'show asp drop' before and after one failing mail; 'show running-config all policy-map' (in its"
                                + " esmtp map: allow-tls, mask-banner); "
                        : "'show asp drop' before and after one attempt; ")
                + "in its log the lines 302014, whose last words are the reason (Flow closed by"
                + " inspection, TCP Reset-O, SYN Timeout), and 106023 (denied by a rule). What it drops itself: 'capture DROPS"
                + " type asp-drop all buffer 33554432', 'show capture DROPS | include " + server
                + "', then remove it: 'no"
                + " capture DROPS'.");
        steps.add("Confirm on Palo Alto: "
                + (handshake
                        ? "'test security-policy-match protocol 6 source " + client + " destination " + server
                                + " destination-port " + port + "'; "
                        : "")
                + "'show counter global filter delta yes severity drop' twice around one failing mail; 'show session all filter"
                + " destination " + server + " destination-port " + port
                + "', then 'show session id N'; the Traffic log's"
                + " session end reason" + (inspection ? ", the Threat and Decryption logs," : "")
                + " at the times of the failed sessions.");
        steps.add("Confirm on FortiGate: "
                + (handshake
                        ? "'diagnose firewall iprope lookup " + client + " 40000 " + server + " " + port
                                + " tcp INTERFACE'; "
                        : "")
                + "'diagnose debug flow filter addr " + server + "', 'diagnose debug flow filter port " + port
                + "', 'diagnose debug flow trace start 50', 'diagnose debug enable'; send one mail; then switch it off: 'diagnose"
                + " debug flow trace stop', 'diagnose debug disable', 'diagnose debug flow filter clear'"
                + (inspection ? "; the logs of Intrusion Prevention, Email Filter and SSL at those times" : "") + ".");
        steps.add("Confirm on Check Point: 'fw ctl zdebug + drop | grep " + server
                + "' while one mail fails, ended by Ctrl-C, then 'fw ctl debug 0'; the logs of "
                + (inspection ? "Threat Prevention and HTTPS Inspection" : "Access Control")
                + " at the times of the failed sessions.");
        steps.add("Confirm on any other firewall: its drop log and session table for " + client + " and " + server
                + ", TCP port " + port
                + ", at the times of the failed sessions (Linux: 'nft list ruleset' with counters,"
                + " 'conntrack -L -p tcp --dport " + port + "').");
    }

    /** A window that is made small on the way has lost its scale, or a proxy's. */
    private void window() {
        steps.add(
                "On the firewall, whatever normalises TCP or answers SYNs in the server's stead (SYN cookies, a TCP proxy) must"
                        + " leave the window scale option as it is. Cisco: 'show running-config tcp-map', where 'tcp-options window-scale"
                        + " clear' takes it out (the default, and the way back: 'tcp-options window-scale allow').");
    }

    private void bypass(boolean decryption) {
        String here = traffic.inbound() ? "mail to this host" : "this host";
        steps.add(
                "Try on Cisco ASA/FTD: 'policy-map global_policy', 'class inspection_default', 'no inspect esmtp'. It holds for all"
                        + " mail through this firewall, for new connections; not saved, it is gone after a reload. Back: 'inspect"
                        + " esmtp' at the same place, with the name of the map that stood there. Milder: 'policy-map type inspect"
                        + " esmtp TLSOK', 'parameters', 'no mask-banner', 'allow-tls action log', and 'inspect esmtp TLSOK' instead"
                        + " of 'inspect esmtp'. FTD: 'configure inspection esmtp disable', back with 'enable'; for Snort a"
                        + " prefilter rule of action Fastpath for this host"
                        + (decryption ? ", for decryption a rule of action Do not decrypt" : "")
                        + ", back: delete it and deploy.");
        steps.add("Try on Palo Alto: a rule above the others for " + here + " and TCP " + traffic.port()
                + " without security profiles" + (decryption ? ", and a no-decrypt rule for it" : "")
                + "; if that does not help, an application override for TCP " + traffic.port()
                + ". Back: disable these rules and commit.");
        steps.add("Try on FortiGate: a policy above the others for " + here
                + " and service SMTP without UTM profiles ('set"
                + " utm-status disable')" + (decryption ? " and with SSL inspection no-inspection" : "")
                + ". Back: disable that policy.");
        steps.add("Try on Check Point: an exception for " + here + " and SMTP in Threat Prevention"
                + (decryption ? " and a bypass rule in HTTPS Inspection" : " (IPS, Anti-Virus, mail transfer agent)")
                + ", install policy. Back: delete the exception and install again.");
        steps.add(
                "Whatever you change: for this traffic alone where that can be, written down, one change at a time, one test"
                        + " mail after each, and back again if it makes no difference.");
    }
}
