package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.droppoint.base.Endpoint;
import org.droppoint.base.IpAddress;
import org.droppoint.exchange.SkippedLine.Reason;
import org.junit.jupiter.api.Test;

class FirewallLogTest {
    private static final IpAddress SERVER = IpAddress.parse("198.51.100.25");
    private static final IpAddress CLIENT = IpAddress.parse("10.20.30.40");
    private static final IpAddress TRANSLATED = IpAddress.parse("203.0.113.2");
    private static final FirewallAddress INSIDE = new FirewallAddress("inside", CLIENT, 50123, false);
    private static final FirewallAddress OUTSIDE = new FirewallAddress("outside", SERVER, 25, false);

    private static final FirewallLog LOG = FirewallLog.parse(Samples.bytes(Samples.SYSLOG), "fw.log");

    private static FirewallLine line(int number) {
        return LOG.lines().stream()
                .filter(l -> l.lineNumber() == number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keepsWhatIsAboutMailAndCountsTheRest() {
        assertEquals(
                List.of(302013, 507003, 108004, 302014, 106015, 106023, 106100, 108002),
                LOG.lines().stream().map(FirewallLine::messageId).toList());
        assertEquals(
                List.of(
                        new SkippedLine(8, Reason.NOT_ABOUT_MAIL),
                        new SkippedLine(9, Reason.NOT_ABOUT_MAIL),
                        new SkippedLine(11, Reason.NOT_UNDERSTOOD)),
                LOG.skipped().listed());
        assertEquals(
                List.of(6, 4, 4, 6, 6, 4, 6, 2),
                LOG.lines().stream().map(FirewallLine::severity).toList());
    }

    @Test
    void readsTheTranslationOfABuiltConnection() {
        FirewallLine built = line(1);
        assertEquals(
                List.of(
                        OUTSIDE,
                        new FirewallAddress("", SERVER, 25, true),
                        INSIDE,
                        new FirewallAddress("", TRANSLATED, 61022, true)),
                built.addresses());
        assertTrue(built.mentions(new Endpoint(TRANSLATED, 61022)));
        assertFalse(built.mentions(new Endpoint(TRANSLATED, 25)));
        assertEquals(OptionalLong.of(4711), built.connectionId());
        assertFalse(built.saysInspectionActed());
    }

    @Test
    void readsWhyTheFirewallActed() {
        assertEquals("inspector disconnected, dropped packet", line(2).reason());
        assertEquals("matched Class 7: header line length gt 998", line(3).reason());
        assertEquals("Flow closed by inspection", line(4).reason());
        assertEquals(OptionalLong.of(4711), line(4).connectionId());
        assertTrue(line(2).saysInspectionActed());
        assertTrue(line(3).saysInspectionActed());
        assertTrue(line(4).saysInspectionActed());
        assertEquals("", line(5).reason());
        assertFalse(line(5).saysInspectionActed());
    }

    /** What {@code show capture} prints of an asp-drop capture, as public notes on such drops show it. */
    @Test
    void readsPrintedDropsOfMail() {
        FirewallLog printed = FirewallLog.parse(
                Samples.bytes(
                        """
                        ciscoasa# show capture drops
                        4 packets captured
                           1: 22:10:48.746471       198.51.100.25.25 > 10.20.30.40.50123: . 1:1461(1460) ack 1 win 64512 \
                        Drop-reason: (inspect-esmtp) Inspection failure, Drop-location: frame 0x000055870affc2df flow (NA)/NA
                           2: 22:10:48.746480 802.1Q vlan#10 P0 10.20.30.40.50123 > 198.51.100.25.25: R 1:1(0) win 0 \
                        Drop-reason: (tcp-rstfin-ooo) TCP RST/FIN out of order
                           3: 22:10:49.000000       10.20.30.40.50124 > 198.51.100.25.443: S 1:1(0) Drop-reason: (acl-drop) Flow
                           4: 22:10:49.000000       999.1.1.1.25 > 198.51.100.25.25: S 1:1(0) Drop-reason: (acl-drop) Flow
                        """),
                "drops.txt");
        assertEquals(
                List.of("(inspect-esmtp) Inspection failure", "(tcp-rstfin-ooo) TCP RST/FIN out of order"),
                printed.lines().stream().map(FirewallLine::text).toList());
        FirewallLine first = printed.lines().get(0);
        assertEquals(3, first.lineNumber());
        assertEquals(FirewallLine.ACCELERATED_PATH_DROP, first.messageId());
        assertTrue(first.saysInspectionActed());
        assertFalse(printed.lines().get(1).saysInspectionActed());
        assertTrue(first.mentions(new Endpoint(SERVER, 25)));
        assertTrue(first.mentions(new Endpoint(CLIENT, 50123)));
        assertEquals(1, printed.skipped().count(Reason.NOT_ABOUT_MAIL));
    }

    @Test
    void readsAddressesOfEveryForm() {
        assertEquals(List.of(INSIDE, OUTSIDE), line(2).addresses());
        assertEquals(List.of(INSIDE, OUTSIDE), line(3).addresses());
        assertEquals(
                List.of(new FirewallAddress("", SERVER, 25, false), new FirewallAddress("", TRANSLATED, 61022, false)),
                line(5).addresses());
        assertEquals(
                List.of(
                        new FirewallAddress("outside", IpAddress.parse("2001:db8::25"), 25, false),
                        new FirewallAddress("inside", IpAddress.parse("2001:db8:1::9"), 50123, false)),
                line(6).addresses());
        assertEquals(List.of(INSIDE, OUTSIDE), line(7).addresses());
        assertEquals(
                List.of(new FirewallAddress("", SERVER, -1, false), new FirewallAddress("", CLIENT, -1, false)),
                line(10).addresses());
    }

    @Test
    void saysOfATimeOnlyWhatIsWritten() {
        StatedTime noZone = line(1).time().orElseThrow();
        assertEquals(OptionalInt.of(2021), noZone.year());
        assertEquals(OptionalInt.empty(), noZone.offsetSeconds());
        assertEquals(seconds("2021-03-04T03:06:07Z"), noZone.epochNanos(1999, 7200));

        StatedTime noYear = line(2).time().orElseThrow();
        assertEquals(OptionalInt.empty(), noYear.year());
        assertEquals(seconds("2020-03-04T05:06:26Z"), noYear.epochNanos(2020, 0));

        StatedTime whole = line(3).time().orElseThrow();
        assertEquals(
                OptionalLong.of(seconds("2021-03-04T05:06:26Z").getAsLong() + 250_000_000L),
                whole.epochNanos(1999, 7200));
    }

    @Test
    void prefersTheFirewallsOwnStampToTheRelays() {
        StatedTime time = StatedTime.lastIn("2021-03-04T09:00:00Z relay Mar 04 2021 05:06:07 UTC: ")
                .orElseThrow();
        assertEquals(seconds("2021-03-04T05:06:07Z"), time.epochNanos(0, 0));
        StatedTime other = StatedTime.lastIn("Mar  4 05:06:07 relay 2021-03-04T09:00:00Z fw ")
                .orElseThrow();
        assertEquals(seconds("2021-03-04T09:00:00Z"), other.epochNanos(0, 0));
        assertEquals(
                OptionalLong.empty(),
                StatedTime.lastIn("Feb 31 2021 05:06:07").orElseThrow().epochNanos(0, 0));
    }

    private static OptionalLong seconds(String iso) {
        return OptionalLong.of(Instant.parse(iso).getEpochSecond() * 1_000_000_000L);
    }
}
