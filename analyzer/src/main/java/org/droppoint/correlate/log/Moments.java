package org.droppoint.correlate.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When the steps of a session happened, by the names that a log and the wire have in common: each verb's first use and
 * the answer to it, up to where TLS begins. Beyond that the wire is silent.
 */
final class Moments {
    /** The server's first words. */
    static final String GREETING = "greeting";
    /** What comes before the name of the verb that is answered. */
    static final String ANSWER_TO = "answer to ";
    /** The TCP handshake is over. */
    static final String CONNECTED = "connected";
    /** The client asks for a connection. */
    static final String ATTEMPT = "attempt";

    private static final int MAX_STEPS = 64;

    private final Map<String, Long> spoken = new HashMap<>();
    private final Map<String, Long> opened = new HashMap<>();
    private String greetedAs = "";

    /** Notes what the client called itself, or the server; the first name counts. */
    void greetedAs(String name) {
        greetedAs = greetedAs.isEmpty() ? name : greetedAs;
    }

    void spoken(String step, long nanos) {
        if (spoken.size() < MAX_STEPS) {
            spoken.putIfAbsent(step, nanos);
        }
    }

    void opened(String step, long nanos) {
        opened.putIfAbsent(step, nanos);
    }

    void forget(String step) {
        spoken.remove(step);
    }

    /** Whether the client's names in EHLO differ: then the two are not the same session. */
    boolean differsFrom(Moments other) {
        return !greetedAs.isEmpty() && !other.greetedAs.isEmpty() && !greetedAs.equalsIgnoreCase(other.greetedAs);
    }

    /** These times minus the other's, step by step, in ascending order; the opening counts only where nothing is said. */
    long[] minus(Moments other) {
        long[] said = differences(spoken, other.spoken);
        return said.length > 0 ? said : differences(opened, other.opened);
    }

    /** The median of {@link #minus}, empty where no step is common. */
    OptionalLong offsetFrom(Moments other) {
        return median(minus(other));
    }

    static OptionalLong median(long[] sorted) {
        return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[(sorted.length - 1) / 2]);
    }

    private static long[] differences(Map<String, Long> ours, Map<String, Long> theirs) {
        long[] found = new long[ours.size()];
        int count = 0;
        for (Map.Entry<String, Long> entry : ours.entrySet()) {
            Long their = theirs.get(entry.getKey());
            if (their != null) {
                found[count++] = entry.getValue() - their;
            }
        }
        long[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
