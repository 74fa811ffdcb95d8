package org.droppoint.finding.fact;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.droppoint.base.Endpoint;
import org.droppoint.base.Place;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one session, for judging.
 *
 * @param id its name in reports
 * @param serverAtHost the listening side is the host's: inbound mail
 * @param places every place of the path
 * @param outcomeReason why the outcome is what it is
 * @param stall what stood still, for a failed session
 * @param sight what the captures hold of it
 * @param traits properties by which failed and healthy sessions can be compared, e.g. {@code tls version → 1.2}
 */
public record SessionFacts(
        String id,
        int index,
        boolean serverAtHost,
        Endpoint server,
        List<Place> places,
        Outcome outcome,
        String outcomeReason,
        String progress,
        @Nullable Stall stall,
        List<Finding> findings,
        List<Trait> traits,
        Sight sight) {
    /** How far a session came of which no word was seen. */
    public static final String NOTHING_SAID = "connected";

    public SessionFacts {
        findings = List.copyOf(findings);
        traits = List.copyOf(traits);
        places = List.copyOf(places);
    }

    /** A property and its value. */
    public record Trait(String name, String value) {
        /** Written out for the sake of start-up, as those of {@link org.droppoint.base.Place} are. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Trait that && name.equals(that.name) && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + value.hashCode();
        }
    }

    public <F extends Finding> Stream<F> all(Class<F> kind) {
        return findings.stream().filter(kind::isInstance).map(kind::cast);
    }

    public <F extends Finding> Optional<F> first(Class<F> kind) {
        return all(kind).findFirst();
    }

    /** The place of a connection's end. */
    public Place end(Side side) {
        return side == Side.SERVER == serverAtHost ? Place.HOST : Place.SERVER;
    }
}
