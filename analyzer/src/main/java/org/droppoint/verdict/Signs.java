package org.droppoint.verdict;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Which signs a verdict bears, each from 0, not at all, to 1, in full. */
public record Signs(Map<Sign, Double> strengths) {
    private static final Signs NONE = new Signs(Map.of());

    public Signs {
        Map<Sign, Double> copy = new EnumMap<>(Sign.class);
        strengths.forEach((sign, strength) -> copy.put(sign, Math.max(0, Math.min(1, strength))));
        strengths = Collections.unmodifiableMap(copy);
    }

    public static Signs none() {
        return NONE;
    }

    public static Signs of(Sign sign) {
        return NONE.with(sign, 1);
    }

    public Signs with(Sign sign, double strength) {
        Map<Sign, Double> all = new EnumMap<>(Sign.class);
        all.putAll(strengths);
        all.put(sign, strength);
        return new Signs(all);
    }

    public Signs withIf(boolean present, Sign sign) {
        return present ? with(sign, 1) : this;
    }
}
