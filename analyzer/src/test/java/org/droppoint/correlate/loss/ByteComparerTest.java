package org.droppoint.correlate.loss;

import static org.droppoint.base.Direction.CLIENT_TO_SERVER;
import static org.droppoint.base.Direction.SERVER_TO_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.droppoint.base.ByteRange;
import org.droppoint.correlate.HandMade;
import org.droppoint.correlate.session.ChangedBytes;
import org.droppoint.correlate.session.DirectionLedger;
import org.droppoint.correlate.session.SessionLeg;
import org.droppoint.flow.TcpFlags;
import org.junit.jupiter.api.Test;

/** What a device did to the bytes that passed it: where, between which taps, from what to what. */
class ByteComparerTest {
    private static final String CLIENT = said("NOOP %06d\r\n");
    private static final String SERVER = said("250-%06d.\r\n");

    private static String said(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12_000; i++) {
            text.append(String.format(line, i));
        }
        return text.toString();
    }

    private static String with(String text, int offset, String other) {
        return text.substring(0, offset) + other + text.substring(offset + other.length());
    }

    private static HandMade.Connection connection(HandMade made, String changedFrom, String server) {
        return made.connection(40_000)
                .says(CLIENT, SERVER)
                .changedFrom(changedFrom, CLIENT, server)
                .open(0);
    }

    private static List<ChangedBytes> changes(HandMade made) {
        return made.session().changes();
    }

    private static List<ByteRange> ranges(long... edges) {
        List<ByteRange> ranges = new ArrayList<>();
        for (int i = 0; i < edges.length; i += 2) {
            ranges.add(new ByteRange(edges[i], edges[i + 1]));
        }
        return ranges;
    }

    // ---- cut alike ----

    @Test
    void whatPassesUnchangedIsNoChange() {
        HandMade made = HandMade.path();
        connection(made, "outside", SERVER).s(100, 0, 500, 0).c(110, 0, 40, 500);
        assertEquals(List.of(), changes(made));
    }

    /** The server's bytes are right at outside, and others at inside and host: it happened between those two. */
    @Test
    void aChangeIsToldWithPlaceRangeAndBytes() {
        HandMade made = HandMade.path();
        HandMade.Connection one =
                made.connection(40_000).says(CLIENT, with(SERVER, 203, "XXXX")).changedFrom("outside", CLIENT, SERVER);
        one.open(0).s(100, 0, 150, 0).s(101, 150, 150, 0).c(110, 0, 40, 300);
        assertEquals(1, changes(made).size());
        ChangedBytes changed = changes(made).get(0);
        assertEquals(SERVER_TO_CLIENT, changed.direction());
        assertEquals(ranges(203, 207), changed.ranges());
        assertEquals(4, changed.changedBytes());
        assertEquals(0, changed.near(), "outside is nearest the server");
        assertEquals(1, changed.far());
        assertEquals(SERVER.substring(203, 207), changed.before());
        assertEquals("XXXX", changed.after());
        DirectionLedger ledger = made.session().ledger(SERVER_TO_CLIENT);
        SessionLeg outside = Objects.requireNonNull(ledger.at(0));
        SessionLeg inside = Objects.requireNonNull(ledger.at(1));
        assertEquals(new ByteRange(150, 300), outside.range(changed.nearRow()));
        assertEquals(new ByteRange(150, 300), inside.range(changed.farRow()));
    }

    /** The capture at inside has missed the segment: host and outside hold other bytes for it all the same. */
    @Test
    void aChangeIsFoundAcrossATapThatMissedIt() {
        HandMade made = HandMade.path();
        HandMade.Connection one =
                made.connection(40_000).says(CLIENT, with(SERVER, 203, "XXXX")).changedFrom("outside", CLIENT, SERVER);
        one.open(0).s(100, 0, 150, 0).s(101, 150, 150, 0, "host", "outside").c(110, 0, 40, 300);
        assertEquals(1, changes(made).size());
        ChangedBytes changed = changes(made).get(0);
        assertEquals(ranges(203, 207), changed.ranges());
        assertEquals(0, changed.near());
        assertEquals(2, changed.far());
    }

    @Test
    void theClientsBytesAreFollowedTheOtherWay() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .says(CLIENT, SERVER)
                .changedFrom("outside", with(CLIENT, 0, "XXXX"), SERVER)
                .open(0)
                .c(100, 0, 60, 0)
                .s(130, 0, 30, 60);
        ChangedBytes changed = changes(made).get(0);
        assertEquals(CLIENT_TO_SERVER, changed.direction());
        assertEquals(ranges(0, 4), changed.ranges());
        assertEquals(1, changed.near());
        assertEquals(2, changed.far());
        assertEquals("NOOP", changed.before());
    }

    /** Single letters of a word may stay by chance: a few equal bytes in between are part of the change. */
    @Test
    void changesAFewBytesApartAreOne() {
        HandMade made = HandMade.path();
        String other = with(with(with(SERVER, 100, "#"), 108, "#"), 117, "#");
        connection(made, "outside", other).s(100, 0, 300, 0).c(110, 0, 40, 300);
        assertEquals(ranges(100, 109, 117, 118), changes(made).get(0).ranges());
        assertEquals(10, changes(made).get(0).changedBytes());
    }

    @Test
    void changesOfTwoSegmentsAreToldTogether() {
        HandMade made = HandMade.path();
        String other = with(with(SERVER, 20, "####"), 400, "####");
        connection(made, "outside", other)
                .s(100, 0, 150, 0)
                .s(101, 150, 150, 0)
                .s(102, 300, 150, 0)
                .c(110, 0, 40, 450);
        assertEquals(ranges(20, 24, 400, 404), changes(made).get(0).ranges());
    }

    /** A capture cut by a snap length keeps too little to compare digests. */
    @Test
    void whatTheCaptureCutIsNotCompared() {
        HandMade made = HandMade.path().snapLength("inside", 96);
        connection(made, "outside", with(SERVER, 200, "####")).s(100, 0, 300, 0).c(110, 0, 40, 300);
        assertEquals(List.of(), changes(made));
    }

    /**
     * A super-segment that shows a capture other bytes than the segments cut of it: one tap keeps all of it, another, cut
     * short, shows those of the segment behind.
     */
    @Test
    void twoCopiesOfOneTapThatDifferAreNoChange() {
        HandMade made = HandMade.path().snapLength("host", 96);
        made.connection(40_000)
                .open(0)
                .says(CLIENT, SERVER)
                .c(100, 0, 600, 0)
                .says(with(CLIENT, 200, "#".repeat(100)), SERVER)
                .c(101, 200, 100, 0)
                .s(130, 0, 30, 600);
        assertEquals(List.of(), changes(made));
    }

    /** What was sent twice in other pieces and changed each time is still a change: both taps hold it alike. */
    @Test
    void aChangeOfWhatWasCutTwiceIsAChange() {
        HandMade made = HandMade.path();
        connection(made, "outside", with(SERVER, 220, "####"))
                .s(100, 0, 300, 0)
                .s(400, 200, 100, 0)
                .c(410, 0, 40, 300);
        assertEquals(ranges(220, 224), changes(made).get(0).ranges());
    }

    /** What was kept of cut packets is compared all the same. */
    @Test
    void theKeptBeginningOfACutPacketIsCompared() {
        HandMade made = HandMade.path().snapLength("inside", 96);
        connection(made, "outside", with(SERVER, 10, "####")).s(100, 0, 300, 0).c(110, 0, 40, 300);
        assertEquals(ranges(10, 14), changes(made).get(0).ranges());
    }

    @Test
    void whatATapNeverSawIsNoChange() {
        HandMade made = HandMade.path();
        connection(made, "outside", with(SERVER, 200, "####"))
                .s(100, 0, 150, 0)
                .s(101, 150, 150, 0, "outside")
                .c(110, 0, 40, 150);
        assertEquals(List.of(), changes(made));
    }

    // ---- cut otherwise ----

    /** Offload at the host: one segment there, three on the wire. */
    @Test
    void nearTheBeginningBytesAreComparedHoweverTheyAreCut() {
        HandMade made = HandMade.path();
        connection(made, "outside", with(SERVER, 333, "####"))
                .s(100, 0, 450, 0, "host", "inside")
                .s(100, 0, 150, 0, "outside")
                .s(101, 150, 150, 0, "outside")
                .s(102, 300, 150, 0, "outside")
                .c(110, 0, 40, 450);
        ChangedBytes changed = changes(made).get(0);
        assertEquals(ranges(333, 337), changed.ranges());
        assertEquals("####", changed.before());
        assertEquals(SERVER.substring(333, 337), changed.after());
    }

    @Test
    void equalBytesCutOtherwiseAreNoChange() {
        HandMade made = HandMade.path();
        connection(made, "outside", SERVER)
                .s(100, 0, 450, 0, "host", "inside")
                .s(100, 0, 150, 0, "outside")
                .s(101, 150, 300, 0, "outside")
                .c(110, 0, 40, 450);
        assertEquals(List.of(), changes(made));
    }

    /** A byte missing at one tap ends no comparison: what lies behind it is looked at. */
    @Test
    void theComparisonGoesOnBehindAHole() {
        HandMade made = HandMade.path();
        connection(made, "outside", with(SERVER, 400, "####"))
                .s(100, 0, 450, 0, "host", "inside")
                .s(100, 0, 150, 0, "outside")
                .s(102, 300, 150, 0, "outside")
                .c(110, 0, 40, 450);
        assertEquals(ranges(400, 404), changes(made).get(0).ranges());
    }

    /** Far behind the handshake a message is compared by digests alone; else every large mail would be read twice. */
    @Test
    void farBehindOnlySegmentsCutAlikeAreCompared() {
        int far = 70_000;
        HandMade made = HandMade.path();
        HandMade.Connection one =
                connection(made, "outside", with(with(SERVER, far + 10, "####"), far + 3_500, "####"));
        one.s(100, 0, 150, 0);
        for (int at = 150; at < far; at += 1_000) {
            one.s(100 + at / 100.0, at, Math.min(1_000, far - at), 0);
        }
        one.s(900, far, 2_000, 0, "host", "inside")
                .s(900, far, 1_000, 0, "outside")
                .s(900.5, far + 1_000, 1_000, 0, "outside")
                .s(901, far + 2_000, 2_000, 0)
                .c(1_000, 0, 40, far + 4_000);
        assertEquals(ranges(far + 3_500, far + 3_504), changes(made).get(0).ranges());
    }

    // ---- bounds ----

    /** A masked or shuffled message: its first changes are told, and no more than a reader can take. */
    @Test
    void aMessageChangedThroughoutIsToldByItsFirstChanges() {
        StringBuilder other = new StringBuilder(SERVER);
        for (int at = 5; at < 12_000; at += 100) {
            other.setCharAt(at, '#');
        }
        HandMade made = HandMade.path();
        HandMade.Connection one = connection(made, "outside", other.toString());
        for (int i = 0; i < 12; i++) {
            one.s(100 + i, 1_000L * i, 1_000, 0);
        }
        ChangedBytes changed = changes(made).get(0);
        assertEquals(new ByteRange(5, 6), changed.ranges().get(0));
        assertTrue(
                changed.ranges().size() >= 64 && changed.ranges().size() < 110,
                changed.ranges().size() + " ranges");
    }

    @Test
    void ofALongChangeASampleIsShown() {
        HandMade made = HandMade.path();
        connection(made, "outside", with(SERVER, 100, "#".repeat(900)))
                .s(100, 0, 1_200, 0)
                .c(110, 0, 40, 1_200);
        ChangedBytes changed = changes(made).get(0);
        assertEquals(900, changed.changedBytes());
        assertEquals("#".repeat(ChangedBytes.MAX_SAMPLE_BYTES), changed.before());
        assertEquals(ChangedBytes.MAX_SAMPLE_BYTES, changed.after().length());
    }

    /** Where captures begin in mid-session a keep-alive's byte, often garbage, looks like data (RFC 9293 section 3.8.4). */
    @Test
    void aLoneByteOfAKeepAliveIsNoChange() {
        HandMade made = HandMade.path();
        made.connection(40_000)
                .says(CLIENT, SERVER)
                .changedFrom("outside", CLIENT, with(SERVER, 100, "\0"))
                .s(100, 100, 1, 0, "outside")
                .s(101, 101, 100, 0)
                .s(150, 0, 150, 0, "host", "inside")
                .c(200, TcpFlags.ACK, 0, 0, 201);
        assertEquals(List.of(), changes(made));
    }
}
