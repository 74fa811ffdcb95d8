package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.verdict.VerdictClass;

/** What to look at where an end of the path is at fault, by what goes wrong there. */
final class EndSteps {
    private EndSteps() {}

    static List<String> host(List<VerdictClass> classes, Traffic traffic) {
        List<String> steps = new ArrayList<>();
        for (VerdictClass one : classes) {
            String step = host(one, traffic);
            if (!steps.contains(step)) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static String host(VerdictClass verdictClass, Traffic traffic) {
        return switch (verdictClass) {
            case CLIENT_TERMINATED, SERVER_TERMINATED ->
                "The host ended it itself: the mail program's and the system's log at those times say why. Where it sent a TLS alert,"
                        + " the alert's name tells: unknown_ca, bad_certificate and certificate_expired are about the certificate it"
                        + " was shown, protocol_version and handshake_failure about what either side may speak."
                        + (traffic.inbound()
                                ? ""
                                : " What the far end shows, without changing anything: 'openssl s_client -starttls smtp"
                                        + " -showcerts -connect "
                                        + traffic.near().server() + "'.");
            case CLIENT_SILENT ->
                "The host's log at those times. A mail server that stands still after the server's certificate often waits for a"
                        + " revocation list: save that certificate, test it with 'certutil -urlfetch -verify server.cer' on the"
                        + " host, and let the host reach the CRL and OCSP addresses named there.";
            case SERVER_SILENT ->
                "The host took the other end's words and did not answer: its log at those times, and what examines mail before it"
                        + " answers (Exchange: 'Get-TransportAgent'; antivirus, spam filters, DNS look-ups).";
            case CLIENT_TIMEOUT ->
                "The host waited less long than the answer took: see its time-outs (Exchange: 'Get-SendConnector | Format-List"
                        + " Name,ConnectionInactivityTimeOut', ten minutes by default; RFC 5321 section 4.5.3.2 asks for five and"
                        + " more), and where the evidence shows the answer held up.";
            case ZERO_WINDOW ->
                "The host's receiving program reads nothing: look at its threads, its disk and its queue at that time.";
            default ->
                "On the host: what filters packets there at the times of the failed sessions. Windows: 'netsh wfp show"
                        + " netevents' (its drops, written to netevents.xml), 'Get-NetAdapterBinding' (filter drivers of antivirus"
                        + " and endpoint protection); Linux: 'nft list ruleset', 'nstat -az'. These change nothing.";
        };
    }

    /** @param classes what goes wrong at the far end, which alone is to blame for it */
    static List<String> farEnd(List<VerdictClass> classes, Traffic traffic) {
        List<String> steps = new ArrayList<>();
        if (classes.contains(VerdictClass.SERVER_TERMINATED) || classes.contains(VerdictClass.CLIENT_TERMINATED)) {
            steps.add(
                    "Read what the far end said before it left, in the frame that the evidence names: a reply's words or an"
                            + " alert's name often are the reason (a block list, greylisting, too many connections, no common TLS"
                            + " version).");
        }
        if (classes.contains(VerdictClass.ZERO_WINDOW)) {
            steps.add("The far end's window stayed shut: its receiving program reads nothing. The network is well.");
        }
        steps.add(
                "Ask the far side for its log at the times of the failed sessions, with both addresses and ports as the outside"
                        + " sees them: the path delivered what was sent to it.");
        return steps;
    }

    /** Whether a far end that cannot be reached is reached from elsewhere. */
    static String reach(Traffic traffic) {
        String far = traffic.farEnd();
        return "Try the same from another network, which changes nothing: Windows 'Test-NetConnection " + far
                + " -Port "
                + traffic.port() + "', Linux 'nc -vz " + far + " " + traffic.port()
                + "'. Many providers and clouds block TCP port 25 outwards; ask yours.";
    }
}
