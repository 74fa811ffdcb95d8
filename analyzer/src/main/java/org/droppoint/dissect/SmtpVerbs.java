package org.droppoint.dissect;

import java.util.Locale;
import java.util.Set;

/** The words a client may begin a line with (RFC 5321 section 4.1.1 and its extensions, Exchange's own among them). */
final class SmtpVerbs {
    /** What a command's verb becomes where it is none of these: it may be a credential or an address. */
    static final String UNKNOWN = "?";

    /** What stands for a client's line within an AUTH exchange (RFC 4954 section 4), of which nothing is kept. */
    static final String AUTH_RESPONSE = "(auth)";

    static final Set<String> TLS_STARTERS = Set.of("STARTTLS", "X-ANONYMOUSTLS");
    static final Set<String> AUTH_STARTERS = Set.of("AUTH", "X-EXPS");

    private static final Set<String> KNOWN = Set.of(
            "EHLO",
            "HELO",
            "LHLO",
            "MAIL",
            "RCPT",
            "DATA",
            "BDAT",
            "RSET",
            "NOOP",
            "QUIT",
            "VRFY",
            "EXPN",
            "HELP",
            "STARTTLS",
            "AUTH",
            "ETRN",
            "TURN",
            "ATRN",
            "SEND",
            "SOML",
            "SAML",
            "BURL",
            "X-ANONYMOUSTLS",
            "X-EXPS",
            "XEXCH50",
            "XCLIENT",
            "XFORWARD",
            "XSHADOW",
            "XSHADOWREQUEST",
            "XQDISCARD",
            "XDISCARD",
            "XPROXY",
            "XPROXYFROM",
            "XPROXYTO",
            "XSESSIONPARAMS",
            "XRDST",
            "XOORG",
            "XADR",
            "XSTA",
            "XCIR",
            "XGEN",
            "XTURN");

    /** Verbs that stand alone on their line; XXXX is an inspecting device's hand, not a verb. */
    private static final Set<String> ALONE = Set.of("DATA", "RSET", "NOOP", "QUIT", "STARTTLS", "X-ANONYMOUSTLS");

    private static final Set<String> MECHANISMS = Set.of(
            "LOGIN", "PLAIN", "NTLM", "GSSAPI", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-256", "XOAUTH2", "EXTERNAL");

    private static final int MAX_VERB_CHARS = 16;

    private SmtpVerbs() {}

    /** The verb of a line in upper case; {@link #UNKNOWN} where it is not one that may be kept. */
    static String verbOf(String line, boolean complete) {
        String word = firstWord(line);
        if (KNOWN.contains(word) || isOverwritten(word)) {
            return word;
        }
        boolean cut = !complete && word.length() == line.length() && word.length() > 1;
        return cut && KNOWN.stream().anyMatch(verb -> verb.startsWith(word)) ? word : UNKNOWN;
    }

    private static String firstWord(String line) {
        return line.substring(0, firstWordEnd(line)).toUpperCase(Locale.ROOT);
    }

    /** Counted before letters change: one of them becomes two in upper case. */
    private static int firstWordEnd(String line) {
        int end = 0;
        while (end < line.length() && end <= MAX_VERB_CHARS && line.charAt(end) > ' ') {
            end++;
        }
        return end;
    }

    /** Whether an inspecting device wrote X over every letter of a command. */
    private static boolean isOverwritten(String verb) {
        return verb.length() >= 3 && verb.chars().allMatch(c -> c == 'X');
    }

    /** Whether a line can hardly be anything but a command: what is asked of lines met without knowing the state. */
    static boolean isUnmistakable(String line) {
        String word = firstWord(line);
        String rest = line.substring(firstWordEnd(line)).strip().toUpperCase(Locale.ROOT);
        return switch (word) {
            case "EHLO", "HELO", "LHLO" -> !rest.isEmpty() && rest.indexOf(' ') < 0;
            case "MAIL" -> rest.startsWith("FROM:");
            case "RCPT" -> rest.startsWith("TO:");
            case "BDAT" -> !rest.isEmpty() && Character.isDigit(rest.charAt(0));
            case "AUTH" -> MECHANISMS.contains(rest.split(" ", 2)[0]);
            default -> ALONE.contains(word) && rest.isEmpty();
        };
    }

    /** The verbs to which alone a reply's code belongs (RFC 5321 section 4.3.2, RFC 3207 section 4); empty where any may have it. */
    static Set<String> onlyAnsweredBy(int code) {
        return switch (code) {
            case 220 -> TLS_STARTERS;
            case 221 -> Set.of("QUIT");
            case 354 -> Set.of("DATA");
            default -> Set.of();
        };
    }

    /** Whether a line begins as a server's reply does: three digits, then blank, hyphen or nothing. */
    static boolean isReply(String line) {
        if (line.length() < 3 || line.charAt(0) < '2' || line.charAt(0) > '5') {
            return false;
        }
        boolean digits = isDigit(line.charAt(1)) && isDigit(line.charAt(2));
        return digits && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
