package org.droppoint.report;

import java.util.List;
import org.droppoint.base.Place;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.VerdictClass;

/** The verdict in words: a headline for the engineer at three in the morning, a sentence for the manager. */
final class Wording {
    private Wording() {}

    static String headline(CaseVerdict verdict) {
        String title =
                VerdictClass.of(verdict.classId()).map(VerdictClass::title).orElse("Several causes");
        String where = places(verdict.suspects());
        boolean place = !verdict.suspects().isEmpty() && verdict.isFault();
        return place ? title + ": " + where : title;
    }

    static String summary(CaseVerdict verdict, Report.Counts counts) {
        if (counts.total() == 0) {
            return "The captures hold no mail session.";
        }
        String sessions = counts.failed() + " of " + sessions(counts.total()) + " failed";
        VerdictClass verdictClass = VerdictClass.of(verdict.classId()).orElse(null);
        if (verdictClass == null) {
            return sessions + ", for more than one reason; none stands behind most of them.";
        }
        String where = places(verdict.suspects());
        String what = what(verdict.heading());
        String said =
                switch (verdictClass) {
                    case CONNECT_REFUSED -> "the connection was refused, by " + where;
                    case CONNECT_BLOCKED -> "the connection could not be opened: its packets vanish at " + where;
                    case STARTTLS_TAMPERED -> where + " changes the SMTP dialogue on its way";
                    case PAYLOAD_MODIFIED -> where + " changes bytes of the mail session on their way";
                    case TLS_INTERCEPTED -> where + " ends TLS and makes it anew with keys of its own";
                    case PMTU_BLACK_HOLE -> where + " loses every large packet " + what + " and lets small ones pass";
                    case DROP_AND_RESET ->
                        where + " drops data " + what + " and then resets the connection in another's name";
                    case SILENT_DROP -> "data " + what + " enters " + where + " and never leaves it";
                    case RESET_INJECTED -> where + " resets the connection in another's name";
                    case ZERO_WINDOW -> where + " stopped reading: its receive window stayed shut";
                    case SERVER_TERMINATED, CLIENT_TERMINATED -> where + " itself ended the session";
                    case SERVER_SILENT, CLIENT_SILENT -> where + " received what it had to answer and fell silent";
                    case CLIENT_TIMEOUT -> where + " left although the answer was under way";
                    case INSUFFICIENT_EVIDENCE -> "the captures cannot tell where";
                    case CAPTURE_LOSS -> "no mail session failed; a capture missed packets that were delivered";
                    case RECOVERED_LOSS -> "packets were lost at " + where + " and made good by retransmission";
                    case HEALTHY -> "no mail session failed";
                };
        return verdictClass.isFault() || verdictClass == VerdictClass.INSUFFICIENT_EVIDENCE
                ? sessions + "; " + said + "."
                : Character.toUpperCase(said.charAt(0)) + said.substring(1) + " (" + sessions(counts.total()) + ").";
    }

    private static String sessions(int count) {
        return count + (count == 1 ? " mail session" : " mail sessions");
    }

    private static String what(Heading heading) {
        return switch (heading) {
            case SERVER_TO_CLIENT -> "from the server";
            case CLIENT_TO_SERVER -> "to the server";
            case BOTH -> "in both directions";
            case NONE -> "";
        };
    }

    /** {@code the firewall}, {@code the LAN or the firewall}. */
    static String places(List<Place> places) {
        List<String> words = places.stream().map(Wording::place).toList();
        return words.isEmpty()
                ? "an unknown place"
                : words.size() == 1
                        ? words.get(0)
                        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    private static String place(Place place) {
        return switch (place.name()) {
            case "host" -> "the host";
            case "lan" -> "the LAN";
            case "firewall" -> "the firewall";
            case "upstream" -> "the upstream network";
            case "server" -> "the far server";
            case "capture" -> "the capture";
            default -> "the stretch " + place.name();
        };
    }
}
