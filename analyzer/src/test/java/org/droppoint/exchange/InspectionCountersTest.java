package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.droppoint.exchange.InspectionCounters.Counter;
import org.droppoint.exchange.InspectionCounters.Section;
import org.junit.jupiter.api.Test;

class InspectionCountersTest {
    private static InspectionCounters parse(String text) {
        return InspectionCounters.parse(Samples.bytes(text), "fw.txt");
    }

    @Test
    void readsDropsOfFramesAndFlows() {
        InspectionCounters read = parse(Samples.ASP_DROP);
        assertEquals(
                List.of(
                        new Counter(Section.FRAME_DROP, "acl-drop", "Flow is denied by configured rule", 1606, 4),
                        new Counter(Section.FRAME_DROP, "tcp-not-syn", "First TCP packet not SYN", 42, 5),
                        new Counter(Section.FRAME_DROP, "tcp-seq-past-win", "TCP packet SEQ past window", 9, 6),
                        new Counter(Section.FLOW_DROP, "inspect-fail", "Inspection failure", 7, 11),
                        new Counter(Section.FLOW_DROP, "need-it", "Need (to) start something", 1, 12),
                        new Counter(Section.FLOW_DROP, "acl-drop", "Flow is denied by configured rule", 4, 13)),
                read.counters());
        assertEquals(1610, read.count("acl-drop"));
        assertEquals(0, read.count("not-shown"));
        assertEquals(1, read.skipped().total());
    }

    @Test
    void readsThePolicyOfMailOnly() {
        InspectionCounters read = parse(Samples.ESMTP_POLICY);
        assertEquals(
                Map.ofEntries(
                        Map.entry("packet", 54000L),
                        Map.entry("lock fail", 2L),
                        Map.entry("drop", 2676L),
                        Map.entry("reset-drop", 5L),
                        Map.entry("5-min-pkt-rate", 0L),
                        Map.entry("v6-fail-close", 0L),
                        Map.entry("sctp-drop-override", 0L),
                        Map.entry("mask-banner", 278L),
                        Map.entry("match cmd line length gt 512: drop-connection log", 11L),
                        Map.entry("match header line length gt 998: drop-connection log", 380L),
                        Map.entry("match ehlo-reply-parameter others: mask", 144526L),
                        Map.entry("tcp-proxy: bytes in buffer", 0L),
                        Map.entry("tcp-proxy: bytes dropped", 12L)),
                read.totals());
        assertTrue(read.counters().stream().allMatch(c -> c.section() == Section.ESMTP_INSPECTION));
    }

    @Test
    void readsBothOneAfterTheOther() {
        InspectionCounters read = parse(Samples.ESMTP_POLICY + Samples.ASP_DROP);
        assertEquals(7, read.count("inspect-fail"));
        assertEquals(2676, read.count("drop"));
    }
}
