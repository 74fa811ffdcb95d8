package org.droppoint.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.droppoint.base.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds addresses in the forms that ASA messages use: {@code outside:192.0.2.1/25 (198.51.100.1/25)},
 * {@code inside/10.0.0.1(45874)}, {@code 10.0.0.1/45874}. At most two ends, each with its translation in the
 * parentheses right after it: what follows may be text of the mail itself.
 */
final class FirewallAddresses {
    private static final int MAX_ENDS = 2;
    private static final String BETWEEN_WORDS = " \t,;()";

    private final List<FirewallAddress> found = new ArrayList<>();
    private int ends;
    private boolean afterAddress;

    private FirewallAddresses() {}

    static List<FirewallAddress> in(String text) {
        FirewallAddresses addresses = new FirewallAddresses();
        boolean parenthesis = false;
        StringTokenizer words = new StringTokenizer(text, BETWEEN_WORDS, true);
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.equals("(") || word.equals(")")) {
                parenthesis = word.equals("(");
            } else if (!BETWEEN_WORDS.contains(word)) {
                addresses.take(word, parenthesis);
            }
        }
        return addresses.found;
    }

    private void take(String word, boolean parenthesis) {
        boolean belongsToLast = parenthesis && afterAddress;
        FirewallAddress address = read(word, belongsToLast);
        int port = port(word);
        afterAddress = false;
        if (belongsToLast && port >= 0) {
            found.add(found.remove(found.size() - 1).withPort(port));
        } else if (address != null && (belongsToLast || ends < MAX_ENDS)) {
            found.add(address);
            ends += belongsToLast ? 0 : 1;
            afterAddress = !belongsToLast;
        }
    }

    private static @Nullable FirewallAddress read(String word, boolean mapped) {
        if (word.length() > Limits.MAX_NAME_CHARS) {
            return null;
        }
        String bare = word.endsWith(".") || word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
        int slash = bare.lastIndexOf('/');
        int port = slash < 0 ? -1 : port(bare.substring(slash + 1));
        String left = port < 0 ? bare : bare.substring(0, slash);
        for (int start = 0; start >= 0; start = nextStart(left, start)) {
            Optional<IpAddress> address = Addresses.parse(left.substring(start));
            if (address.isPresent()) {
                String side = start == 0 ? "" : left.substring(0, start - 1);
                return new FirewallAddress(side, address.get(), port, mapped);
            }
        }
        return null;
    }

    /** An interface's name ends at a colon or slash; IPv6 addresses hold colons too, so each is tried. */
    private static int nextStart(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == ':' || text.charAt(i) == '/') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int port(String word) {
        return word.equals("smtp") ? 25 : Numbers.port(word);
    }
}
