package org.droppoint.redact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.droppoint.base.IpAddress;

/**
 * Redacts lines of text word by word: what is no word of the protocol and no number that the protocol needs is
 * replaced. Separators stay, so every line keeps its shape.
 */
final class TextRedactor {
    /** Letters, digits, high bytes, and what joins them into host names, addresses, dates and codes. */
    private static final Pattern COMPOUND =
            Pattern.compile("[A-Za-z0-9\\x80-\\uffff]+(?:[-._@]+[A-Za-z0-9\\x80-\\uffff]+)*");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9\\x80-\\uffff]+");
    /** RFC 3463. */
    private static final Pattern STATUS_CODE = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    private static final Pattern SIZE_BEFORE = Pattern.compile("(?i)\\b(?:SIZE|BDAT)[ =]$");
    private static final int MAX_SIZE_DIGITS = 12;

    // ---- in logs alone ----

    private static final Pattern ADDRESS = Pattern.compile("(?<![\\w.-])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w-]|\\.\\w)"
            + "|(?<![\\w.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{1,4})?(?!\\w)");
    /** {@code 2018-08-12T12:46:12.310Z}, also with the slips that copies of logs show; {@code 12:46:12.310}. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:-?T\\d{1,2})?|\\d{1,4}(?:\\.\\d{1,9})?Z|\\d{1,2}\\.\\d{1,9}");

    private static final Pattern DATE = Pattern.compile("\\d{1,2}[-.]\\d{1,2}[-.]\\d{2,4}");
    private static final Pattern SYSLOG_ID = Pattern.compile("(?:ASA|FTD|PIX|FWSM)(?:-\\w{1,20})?-[0-7]-\\d{6}");
    /** Longer numbers may be serial numbers or telephones. */
    private static final int MAX_PLAIN_DIGITS = 6;
    /** The third column of a protocol log is the session's number, by which rows belong together. */
    private static final Pattern SESSION = Pattern.compile("^[^,]{0,64},[^,]{0,256},([0-9A-Fa-f]{16})(?=,)");

    private final Pseudonyms pseudonyms;
    private final CryptoPan addresses;
    private final Words smtp = Words.ofSmtp();
    private final Words logs = Words.ofLogs();
    private final boolean names;

    /** @param names whether words are replaced too, or addresses alone */
    TextRedactor(Pseudonyms pseudonyms, CryptoPan addresses, boolean names) {
        this.pseudonyms = pseudonyms;
        this.addresses = addresses;
        this.names = names;
    }

    /** A line of SMTP as Latin-1; the result is as long. */
    String smtp(String line) {
        StringBuilder redacted = new StringBuilder(line);
        Matcher compounds = COMPOUND.matcher(line);
        while (compounds.find()) {
            String compound = compounds.group();
            if (names ? !staysInSmtp(compound, line, compounds.start()) : isDotted(compound)) {
                replaceWords(compound, compounds.start(), redacted);
            }
        }
        return redacted.toString();
    }

    private boolean staysInSmtp(String compound, String line, int at) {
        if (smtp.contains(compound) || STATUS_CODE.matcher(compound).matches()) {
            return true;
        }
        boolean digits = isDigits(compound);
        boolean code = at == 0 && digits && compound.length() == 3;
        boolean size = digits
                && compound.length() <= MAX_SIZE_DIGITS
                && SIZE_BEFORE.matcher(line).region(Math.max(0, at - 5), at).find();
        return code || size || isCodeWithWord(compound, at);
    }

    /** {@code 250-SIZE}, {@code 250-STARTTLS}: the hyphen makes one compound of code and keyword. */
    private boolean isCodeWithWord(String compound, int at) {
        return at == 0 && textStart(compound) > 0 && smtp.contains(compound.substring(textStart(compound)));
    }

    private void replaceWords(String compound, int at, StringBuilder redacted) {
        Matcher words = WORD.matcher(compound).region(at == 0 ? textStart(compound) : 0, compound.length());
        while (words.find()) {
            String word = words.group();
            redacted.replace(at + words.start(), at + words.end(), substitute(word));
        }
    }

    /** Where the text behind a reply's code and hyphen begins. */
    private static int textStart(String compound) {
        return compound.matches("[2-5]\\d\\d-.*") ? 4 : 0;
    }

    /** Characters beyond Latin-1 come in logs only, each for itself. */
    private String substitute(String word) {
        StringBuilder latin = new StringBuilder(word.length());
        word.chars().forEach(c -> latin.append(c > 0xFF ? 'q' : (char) c));
        return pseudonyms.of(latin.toString());
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isDotted(String compound) {
        return compound.matches("\\d{1,3}(?:\\.\\d{1,3}){3}");
    }

    /** A name by itself, of a certificate or a server: no word of it stays. The result is as long. */
    String name(String name) {
        if (!names) {
            return name;
        }
        StringBuilder redacted = new StringBuilder(name);
        Matcher words = WORD.matcher(name);
        while (words.find()) {
            redacted.replace(words.start(), words.end(), substitute(words.group()));
        }
        return redacted.toString();
    }

    // ---- logs ----

    /** A line of a log: addresses become their pseudonyms, of whatever length; the rest as in SMTP. */
    String log(String line) {
        Matcher session = SESSION.matcher(line);
        int kept = session.find() ? session.start(1) : -1;
        StringBuilder redacted = new StringBuilder(line.length());
        Matcher literal = ADDRESS.matcher(line);
        int at = 0;
        while (literal.find()) {
            String pseudonym = pseudonym(literal.group());
            if (!pseudonym.isEmpty()) {
                redacted.append(words(line, at, literal.start(), kept)).append(pseudonym);
                at = literal.end();
            }
        }
        return redacted.append(words(line, at, line.length(), kept)).toString();
    }

    private String pseudonym(String literal) {
        try {
            return addresses.pseudonym(IpAddress.parse(literal)).toString();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private String words(String line, int from, int to, int session) {
        StringBuilder redacted = new StringBuilder(line.substring(from, to));
        Matcher compounds = COMPOUND.matcher(line).region(from, to);
        while (compounds.find()) {
            String compound = compounds.group();
            boolean stays = compounds.start() == session || !names && !isDotted(compound) || staysInLog(compound);
            Matcher words = WORD.matcher(compound).region(textStart(compound), compound.length());
            while (!stays && words.find()) {
                int start = compounds.start() - from + words.start();
                redacted.replace(start, start + words.group().length(), substitute(words.group()));
            }
        }
        return redacted.toString();
    }

    private boolean staysInLog(String compound) {
        return logs.contains(compound)
                || STATUS_CODE.matcher(compound).matches()
                || TIME.matcher(compound).matches()
                || DATE.matcher(compound).matches()
                || SYSLOG_ID.matcher(compound).matches()
                || isDigits(compound) && compound.length() <= MAX_PLAIN_DIGITS
                || compound.matches("[2-5]\\d\\d-[A-Za-z0-9]{1,20}") && logs.contains(compound.substring(4));
    }
}
