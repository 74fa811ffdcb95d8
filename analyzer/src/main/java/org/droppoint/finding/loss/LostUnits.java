package org.droppoint.finding.loss;

import java.util.ArrayList;
import java.util.List;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.dissect.Dialogue;
import org.droppoint.dissect.RecordTypes;
import org.droppoint.dissect.SmtpEvent;
import org.droppoint.dissect.TlsRecord;
import org.droppoint.finding.fact.Finding;

/** Which TLS records and SMTP lines a stretch of a stream holds. */
public final class LostUnits {
    private LostUnits() {}

    public static List<Finding.LostUnit> in(Dialogue dialogue, Direction direction, ByteRange range) {
        List<Finding.LostUnit> units = new ArrayList<>();
        for (TlsRecord record : dialogue.tls()) {
            if (record.direction() == direction && record.range().overlaps(range)) {
                units.add(new Finding.LostUnit(
                        "tls", RecordTypes.describe(record), record.range().intersection(range)));
            }
        }
        for (SmtpEvent event : dialogue.smtp()) {
            if (event.direction() == direction && event.range().overlaps(range)) {
                units.add(new Finding.LostUnit(
                        "smtp", describe(event), event.range().intersection(range)));
            }
        }
        units.sort((a, b) -> a.range().compareTo(b.range()));
        return fillGaps(units, range);
    }

    /** What neither dissector could name is still lost. */
    private static List<Finding.LostUnit> fillGaps(List<Finding.LostUnit> units, ByteRange range) {
        List<Finding.LostUnit> all = new ArrayList<>();
        long at = range.start();
        for (Finding.LostUnit unit : units) {
            if (unit.range().start() > at) {
                all.add(unknown(at, unit.range().start()));
            }
            all.add(unit);
            at = Math.max(at, unit.range().end());
        }
        if (at < range.end()) {
            all.add(unknown(at, range.end()));
        }
        return all;
    }

    private static Finding.LostUnit unknown(long from, long to) {
        return new Finding.LostUnit("unknown", "unknown", new ByteRange(from, to));
    }

    public static String describe(SmtpEvent event) {
        if (event instanceof SmtpEvent.Reply reply) {
            return reply.greeting() ? "greeting" : "reply:" + reply.code();
        }
        if (event instanceof SmtpEvent.Command command) {
            return "command:" + command.verb();
        }
        return event instanceof SmtpEvent.Content ? "content" : "unknown";
    }
}
