package org.droppoint.correlate.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import org.droppoint.base.Direction;
import org.droppoint.base.Tap;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.SegmentStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device says in the server's name, told by marks that the server's stack does not give. */
class ForeignMarksTest {
    private static final String[] NEAR = {"host", "inside"};

    private static HandMade.Connection talk(HandMade made, boolean stamped) {
        HandMade.Connection talk = made.connection(40_000);
        return (stamped ? talk.stamped() : talk)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, 0, 60, 50)
                .s(120, 50, 70, 60);
    }

    /** Whether the server's last packet at the inside tap is another's. */
    private static boolean last(HandMade made) {
        SessionLeg leg = Objects.requireNonNull(made.session().session().leg(new Tap("inside", 1)));
        SegmentStore store = leg.leg().store();
        int last = SegmentStore.NONE;
        for (int row = leg.firstRow(); row != SegmentStore.NONE; row = store.next(row)) {
            last = store.direction(row) == Direction.SERVER_TO_CLIENT ? row : last;
        }
        return new ForeignMarks(leg, Direction.SERVER_TO_CLIENT).on(last);
    }

    /** The server's others come with 49: by three hops and more none of their routes is another. */
    @ParameterizedTest
    @CsvSource({"49, false", "50, false", "47, false", "52, true", "46, true", "64, true"})
    void aTtlThatNoRouteLeavesIsAnothers(int ttl, boolean foreign) {
        HandMade made = HandMade.path();
        talk(made, false).ttlAt("inside", 63, ttl).s(150, 120, 30, 60, NEAR);
        assertEquals(foreign, last(made));
    }

    /** Time stamps that both ends agreed on are in every packet (RFC 7323 section 3.2). */
    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void aPacketWithoutTheStampThatAllOthersHaveIsAnothers(boolean stamped, boolean foreign) {
        HandMade made = HandMade.path();
        talk(made, stamped).unstamped().s(150, 120, 30, 60, NEAR);
        assertEquals(foreign, last(made));
    }

    @Test
    void ofTooFewPacketsNoneIsForeign() {
        HandMade made = HandMade.path();
        made.connection(40_000).open(0).ttlAt("inside", 63, 64).s(60, 0, 50, 0, NEAR);
        assertEquals(false, last(made));
    }

    /** SYN-ACK and greeting came one route: a refusal of EHLO that comes another is a device's. */
    @Test
    void twoOthersMakeAHabit() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .open(0)
                .s(60, 0, 50, 0)
                .c(90, 0, 60, 50)
                .ttlAt("inside", 63, 127)
                .s(90.1, 50, 30, 60, NEAR);
        assertEquals(true, last(made));
    }
}
