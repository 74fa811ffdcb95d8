package org.droppoint.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueReportTest {
    private static QueueReport parse(String text) {
        return QueueReport.parse(Samples.bytes(text), "queue.txt");
    }

    @Test
    void readsAListWhoseValuesAreWrapped() {
        QueueReport report = parse(Samples.QUEUE_LIST);
        assertEquals(2, report.queues().size());
        assertEquals(0, report.skipped().total());
        QueueEntry first = report.queues().get(0);
        assertEquals("EX1\\31", first.identity());
        assertEquals("SmartHostConnectorDelivery", first.deliveryType());
        assertEquals("partner.example.net", first.nextHopDomain());
        assertEquals("Retry", first.status());
        assertEquals(214, first.messageCount());
        assertEquals(1, first.lineNumber());
        LastError error = first.lastError();
        assertEquals(
                List.of(
                        new StatusCode(451, "4.4.397", "Error communicating with target host."),
                        new StatusCode(421, "4.4.2", "Connection dropped due to TimedOut")),
                error.codes());
        assertEquals(Optional.of("TimedOut"), error.droppedDueTo());
        assertEquals("", error.message());
        assertEquals("mx.partner.example.net", error.fqdn());
        assertEquals("198.51.100.25", error.address());
        assertEquals("3/4/2021 5:06:26 AM", error.lastRetryTime());

        QueueEntry second = report.queues().get(1);
        assertEquals("other.example", second.nextHopDomain());
        assertEquals(0, second.messageCount());
        assertFalse(second.lastError().isPresent());
    }

    @Test
    void readsAPublishedCopyWithoutTheNameOfItsHost() {
        QueueReport report = parse(Samples.QUEUE_BLOG_COPY);
        assertEquals(1, report.queues().size());
        QueueEntry queue = report.queues().get(0);
        assertEquals(-1, queue.messageCount());
        assertEquals(2, queue.lineNumber());
        assertEquals("mx-partner.mail.example.net", queue.lastError().fqdn());
        assertEquals("TheirAddress", queue.lastError().address());
        assertEquals(Optional.of("SocketError"), queue.lastError().droppedDueTo());
        assertEquals(
                List.of(new SkippedLine(1, SkippedLine.Reason.NOT_UNDERSTOOD)),
                report.skipped().listed());
    }

    @Test
    void blankLinesBetweenPropertiesDoNotEndAQueue() {
        QueueReport report = parse(Samples.QUEUE_BLOG_COPY.replace("\n", "\n\n"));
        assertEquals(1, report.queues().size());
        assertEquals("Active", report.queues().get(0).status());
        assertTrue(report.queues().get(0).lastError().isPresent());
    }

    @Test
    void readsATable() {
        QueueReport report = parse(Samples.QUEUE_TABLE);
        assertEquals(2, report.queues().size());
        assertEquals("mailbox database 1", report.queues().get(0).nextHopDomain());
        QueueEntry second = report.queues().get(1);
        assertEquals("EX1\\32", second.identity());
        assertEquals("Retry", second.status());
        assertEquals(57, second.messageCount());
        assertEquals("partner.example.net", second.nextHopDomain());
        assertEquals(6, second.lineNumber());
        assertEquals(
                List.of(new SkippedLine(1, SkippedLine.Reason.NOT_UNDERSTOOD)),
                report.skipped().listed());
    }

    @Test
    void readsATableWhoseBlanksWereSqueezed() {
        QueueReport report = parse(Samples.QUEUE_TABLE.replaceAll(" +", " "));
        assertEquals("mailbox database 1", report.queues().get(0).nextHopDomain());
        assertEquals("partner.example.net", report.queues().get(1).nextHopDomain());
        assertEquals(57, report.queues().get(1).messageCount());
    }

    @Test
    void readsAnOldErrorWithoutNamedParts() {
        LastError error = LastError.parse(
                "451 4.4.0 Primary target IP address responded with: \"421 4.2.1 Unable to connect.\" Attempted failover");
        assertEquals(
                List.of(
                        new StatusCode(451, "4.4.0", "Primary target IP address responded with:"),
                        new StatusCode(421, "4.2.1", "Unable to connect.  Attempted failover")),
                error.codes());
        assertEquals("", error.fqdn());
    }

    @Test
    void theInnermostErrorSaysWhyTheConnectionDropped() {
        LastError error = LastError.parse("[{LED=451 4.4.0 Connection dropped due to Failover -> "
                + "421 4.4.2 Connection dropped due to ConnectionReset};{MSG=}]");
        assertEquals(Optional.of("ConnectionReset"), error.droppedDueTo());
        assertEquals(
                Optional.empty(), LastError.parse("451 4.4.0 DNS query failed").droppedDueTo());
    }

    @Test
    void takesNoNumberInPassingForACode() {
        assertEquals(
                List.of(), StatusCode.all("waited 451 seconds for 10.4.4.2 and 1.421 4.4.2x messages of size 250"));
        assertEquals(List.of(new StatusCode(421, "", "no")), StatusCode.all("421 no"));
    }
}
