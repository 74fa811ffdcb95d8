package org.droppoint.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.droppoint.verdict.VerdictClass;

/**
 * What to look at and what to try on common firewalls. First what changes nothing; then a change for this traffic alone,
 * with the way back. Commands as in the makers' guides: Cisco ASA and Secure Firewall CLI, PAN-OS CLI, FortiOS CLI, Check
 * Point R80.20 and later.
 */
final class FirewallSteps {
    private static final Set<VerdictClass> OF_THE_HANDSHAKE =
            EnumSet.of(VerdictClass.CONNECT_BLOCKED, VerdictClass.CONNECT_REFUSED);

    private FirewallSteps() {}

    /** @param classes what goes wrong there, one or several */
    static List<String> of(List<VerdictClass> classes) {
        List<String> steps = new ArrayList<>(confirm());
        if (classes.stream().anyMatch(OF_THE_HANDSHAKE::contains)) {
            steps.add(
                    "Check the firewall's rule, address translation and route for TCP port 25 between these addresses."
                            + " Cisco: 'packet-tracer input inside tcp HOST 40000 SERVER 25'. Palo Alto: 'test security-policy-match"
                            + " protocol 6 source HOST destination SERVER destination-port 25'. FortiGate: 'diagnose firewall"
                            + " iprope lookup HOST 40000 SERVER 25 tcp INTERFACE'. These change nothing.");
        }
        boolean inspection = classes.stream()
                .anyMatch(one -> !OF_THE_HANDSHAKE.contains(one) && one != VerdictClass.PMTU_BLACK_HOLE);
        if (inspection) {
            steps.addAll(bypass(classes.contains(VerdictClass.TLS_INTERCEPTED)));
        }
        return steps;
    }

    /** Counters and logs; they change nothing but load. */
    private static List<String> confirm() {
        return List.of(
                "Confirm on Cisco ASA/FTD: 'show service-policy inspect esmtp' (its drop and reset counters) and 'show asp"
                        + " drop' before and after one failing mail; what it drops itself: 'capture DROPS type asp-drop all',"
                        + " 'show capture DROPS', then remove it: 'no capture DROPS'.",
                "Confirm on Palo Alto: 'show counter global filter delta yes severity drop' twice around one failing mail;"
                        + " 'show session all filter destination-port 25', then 'show session id N'; the Threat and"
                        + " Decryption logs at the times of the failed sessions.",
                "Confirm on FortiGate: 'diagnose debug flow filter port 25', 'diagnose debug flow trace start 50', 'diagnose"
                        + " debug enable'; send one mail; then switch it off: 'diagnose debug flow trace stop', 'diagnose debug"
                        + " disable', 'diagnose debug reset'.",
                "Confirm on Check Point: 'fw ctl zdebug + drop | grep SERVER' while one mail fails, ended by Ctrl-C, then 'fw"
                        + " ctl debug 0'; the logs of Threat Prevention and HTTPS Inspection at the times of the failed sessions.",
                "Confirm on any other firewall: its drop log and session table for these addresses and ports at the times of the failed sessions (Linux:"
                        + " 'nft list ruleset' with counters, 'conntrack -L -p tcp --dport 25').");
    }

    private static List<String> bypass(boolean decryption) {
        List<String> steps = new ArrayList<>();
        steps.add(
                "Try on Cisco ASA/FTD: 'policy-map global_policy', 'class inspection_default', 'no inspect esmtp'; new connections"
                        + " only. Back: 'inspect esmtp' at the same place. Milder: a policy-map of type inspect esmtp with 'allow-tls"
                        + " action log'. FTD: 'configure inspection esmtp disable', back with 'enable'.");
        steps.add("Try on Palo Alto: a rule above the others for this host and TCP 25 without security profiles"
                + (decryption ? ", and a no-decrypt rule for it" : "")
                + "; if that does not help, an application override for TCP 25. Back: disable these rules and commit.");
        steps.add(
                "Try on FortiGate: a policy above the others for this host and service SMTP without UTM profiles ('set"
                        + " utm-status disable')" + (decryption ? " and with SSL inspection 'no-inspection'" : "")
                        + ". Back: disable that policy.");
        steps.add("Try on Check Point: an exception for this host and SMTP in Threat Prevention"
                + (decryption ? " and a bypass rule in HTTPS Inspection" : " (IPS, Anti-Virus, mail transfer agent)")
                + ", install policy. Back: delete the exception and install again.");
        steps.add(
                "Whatever you change: for this host alone, written down, one change at a time, one test mail after each, and"
                        + " back again if it makes no difference.");
        return steps;
    }

    static List<String> pathMtu() {
        return List.of(
                "Find the largest packet that passes, which changes nothing: Windows 'ping -f -l 1472 SERVER', Linux 'ping -M do"
                        + " -s 1472 SERVER', and less until it answers; the path's MTU is that number and 28 (IPv6: 48) more.",
                "Let ICMP type 3 code 4 (IPv6: ICMPv6 type 2) pass to the sender; that is the cure.",
                "Until then lower the segment size at that hop. Cisco ASA: 'sysopt connection tcpmss 1300' (default, and the way"
                        + " back: 1380). FortiGate, in the policy: 'set tcp-mss-sender 1300', 'set tcp-mss-receiver 1300' (back:"
                        + " 0). Palo Alto: 'Adjust TCP MSS' at the interface. Linux: 'iptables -t mangle -A FORWARD -p tcp"
                        + " --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1300' (back: the same with -D).");
    }
}
