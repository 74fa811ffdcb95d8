package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.droppoint.base.Place;
import org.droppoint.finding.fact.Stall;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.FlowVerdict;
import org.droppoint.verdict.Heading;
import org.droppoint.verdict.VerdictClass;

/** The verdict in words: a headline for the engineer at three in the morning, a sentence for the manager. */
final class Wording {
    /** A sentence with more is none. */
    private static final int MAX_CAUSES = 3;

    private Wording() {}

    private static boolean isEnd(Place place) {
        return place.equals(Place.HOST) || place.equals(Place.SERVER);
    }

    /** All mail of the case comes in: then the host is the server, and the far end a client. */
    private static boolean inbound(CaseVerdict verdict) {
        return !verdict.flows().isEmpty()
                && verdict.flows().stream().allMatch(flow -> flow.facts().serverAtHost());
    }

    /** In words that hold for mail that comes in, too. */
    private static String roles(CaseVerdict verdict, String text) {
        return inbound(verdict) ? text.replace("the far server", "the far end") : text;
    }

    static String headline(CaseVerdict verdict) {
        return roles(verdict, outgoingHeadline(verdict));
    }

    private static String outgoingHeadline(CaseVerdict verdict) {
        String title =
                VerdictClass.of(verdict.classId()).map(VerdictClass::title).orElse("Several causes");
        String where =
                verdict.classId().equals(CaseVerdict.MIXED) ? severalPlaces(verdict) : places(verdict.suspects());
        boolean place = !verdict.suspects().isEmpty() && verdict.isFault();
        return place ? title + ": " + where : title;
    }

    static String summary(CaseVerdict verdict, Report.Counts counts) {
        return roles(verdict, outgoingSummary(verdict, counts));
    }

    private static String outgoingSummary(CaseVerdict verdict, Report.Counts counts) {
        if (counts.total() == 0) {
            return "The captures hold no mail session.";
        }
        String sessions = counts.failed() > 0
                ? counts.failed() + " of " + sessions(counts.total()) + " failed"
                : counts.unknown() == 0 ? "No mail session failed" : "No mail session is seen to fail";
        VerdictClass verdictClass = VerdictClass.of(verdict.classId()).orElse(null);
        if (verdictClass == null) {
            return sessions + ", for different reasons: " + causes(verdict) + ".";
        }
        String where = places(verdict.suspects());
        String what = what(verdict.heading(), inbound(verdict));
        String said =
                switch (verdictClass) {
                    case CONNECT_REFUSED -> "the connection was refused, by " + where;
                    case CONNECT_BLOCKED ->
                        "the connection could not be opened: "
                                + lost("its packets", verdict.suspects(), " vanish at ", " does not answer");
                    case STARTTLS_TAMPERED -> where + " changes the SMTP dialogue on its way";
                    case PAYLOAD_MODIFIED -> where + " changes bytes of the mail session on their way";
                    case TLS_INTERCEPTED -> where + " ends TLS and makes it anew with keys of its own";
                    case PMTU_BLACK_HOLE -> where + " loses every large packet " + what + " and lets small ones pass";
                    case DROP_AND_RESET ->
                        where + " drops data " + what + " and then resets the connection in another's name";
                    case SILENT_DROP ->
                        onlyAcknowledgements(verdict)
                                ? "acknowledgements " + what + " enter " + where + " and never leave it"
                                : dropped(verdict, what, where);
                    case RESET_INJECTED -> where + " resets the connection in another's name";
                    case ZERO_WINDOW ->
                        verdict.suspects().stream().allMatch(Wording::isEnd)
                                ? where + " stopped reading: its receive window stayed shut"
                                : "a receive window is shut, or made next to nothing, at " + where
                                        + ", and data waited for it";
                    case SERVER_TERMINATED, CLIENT_TERMINATED -> where + " itself ended the session";
                    case SERVER_SILENT, CLIENT_SILENT ->
                        verdict.suspects().stream().allMatch(Wording::isEnd)
                                ? where + " received what it had to answer and fell silent"
                                : "what had to be answered was acknowledged and never answered, by " + where;
                    case CLIENT_TIMEOUT -> where + " left although the answer was under way";
                    case INSUFFICIENT_EVIDENCE ->
                        counts.failed() == 0
                                ? "whether the path lost anything, the captures cannot tell"
                                : "the captures cannot tell where";
                    case CAPTURE_LOSS -> "no mail session failed; a capture missed packets that were delivered";
                    case RECOVERED_LOSS -> "packets were lost at " + where + " and made good by retransmission";
                    case HEALTHY -> lower(sessions);
                };
        return verdictClass.isFault() || verdictClass == VerdictClass.INSUFFICIENT_EVIDENCE
                ? sessions + (counts.failed() == 0 ? ", but " : "; ") + said + "."
                : Character.toUpperCase(said.charAt(0)) + said.substring(1) + " (" + sessions(counts.total())
                        + (counts.unknown() == 0
                                ? ""
                                : counts.total() == 1 ? ", undecided" : ", " + counts.unknown() + " of them undecided")
                        + ").";
    }

    private static String dropped(CaseVerdict verdict, String what, String where) {
        if (verdict.suspects().stream().noneMatch(Wording::isEnd)) {
            return "data " + what + " enters " + where + " and never leaves it";
        }
        return verdict.suspects().stream().allMatch(Wording::isEnd)
                ? "data " + what + " reaches " + where + " and is lost within"
                : lost("data " + what, verdict.suspects(), " is lost at ", " never took it");
    }

    /** What may have been lost at one of several hops, or come to nothing at an end. */
    private static String lost(String what, List<Place> places, String atHops, String atEnd) {
        List<Place> hops = places.stream().filter(place -> !isEnd(place)).toList();
        List<Place> ends = places.stream().filter(Wording::isEnd).toList();
        return (hops.isEmpty() ? "" : what + atHops + places(hops))
                + (hops.isEmpty() || ends.isEmpty() ? "" : ", or ")
                + (ends.isEmpty() ? "" : places(ends) + atEnd);
    }

    /** {@code silently dropped: the LAN (2), the firewall (1); server fell silent: the far server (1)}, the most frequent first. */
    private static String causes(CaseVerdict verdict) {
        Map<VerdictClass, List<String>> told = new LinkedHashMap<>();
        verdict.causes().stream().limit(MAX_CAUSES).forEach(cause -> told.computeIfAbsent(
                        cause.verdictClass(), one -> new ArrayList<>())
                .add((cause.suspects().isEmpty() ? "" : places(cause.suspects()) + " ") + "(" + cause.flows() + ")"));
        List<String> groups = new ArrayList<>();
        told.forEach((verdictClass, places) -> groups.add(lower(verdictClass.title())
                + (places.get(0).startsWith("(") ? " " : ": ")
                + String.join(", ", places)));
        int more = verdict.causes().size() - MAX_CAUSES;
        return String.join("; ", groups) + (more > 0 ? "; and " + Words.count(more, "further cause") : "");
    }

    /** {@code the LAN and the firewall, perhaps the upstream network}: those with a cause of their own, then the others. */
    private static String severalPlaces(CaseVerdict verdict) {
        List<Place> sure = verdict.suspects().stream()
                .filter(place -> verdict.causes().stream()
                        .anyMatch(cause -> cause.suspects().equals(List.of(place))))
                .toList();
        List<Place> others = verdict.suspects().stream()
                .filter(place -> !sure.contains(place))
                .toList();
        if (sure.isEmpty() || others.isEmpty()) {
            return places(verdict.suspects(), sure.isEmpty() ? "or" : "and");
        }
        return places(sure, "and") + ", perhaps " + places(others);
    }

    /** A title within a sentence: names in capitals keep them. */
    private static String lower(String title) {
        boolean name = title.length() > 1 && Character.isUpperCase(title.charAt(1));
        return name ? title : title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
    }

    private static String sessions(int count) {
        return count + (count == 1 ? " mail session" : " mail sessions");
    }

    /** No session lacks a byte: what vanished are packets without any, and their sender repeats itself for that. */
    private static boolean onlyAcknowledgements(CaseVerdict verdict) {
        List<FlowVerdict> dropped = verdict.flows().stream()
                .filter(flow -> flow.verdictClass() == VerdictClass.SILENT_DROP)
                .toList();
        return !dropped.isEmpty()
                && dropped.stream().allMatch(flow -> {
                    Stall stall = flow.facts().stall();
                    return stall != null
                            && !stall.vanished().isEmpty()
                            && stall.vanished().stream()
                                    .allMatch(lost -> lost.range().isEmpty());
                });
    }

    private static String what(Heading heading, boolean inbound) {
        return switch (heading) {
            case SERVER_TO_CLIENT -> inbound ? "from the host" : "from the server";
            case CLIENT_TO_SERVER -> inbound ? "to the host" : "to the server";
            case BOTH -> "in both directions";
            case NONE -> "";
        };
    }

    /** {@code the firewall}, {@code the LAN or the firewall}. */
    static String places(List<Place> places) {
        return places(places, "or");
    }

    private static String places(List<Place> places, String last) {
        List<String> words = places.stream().map(Wording::place).toList();
        return words.isEmpty()
                ? "an unknown place"
                : words.size() == 1
                        ? words.get(0)
                        : String.join(", ", words.subList(0, words.size() - 1)) + " " + last + " "
                                + words.get(words.size() - 1);
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
