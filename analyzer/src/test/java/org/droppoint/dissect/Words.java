package org.droppoint.dissect;

import java.util.List;
import org.droppoint.base.Direction;

/** Dialogues as short words, for expectations that can be read. */
final class Words {
    private Words() {}

    static List<String> smtp(Dialogue dialogue) {
        return dialogue.smtp().stream().map(Words::of).toList();
    }

    static List<String> tls(Dialogue dialogue) {
        return dialogue.tls().stream().map(Words::of).toList();
    }

    private static String of(SmtpEvent event) {
        String mark = event.complete() ? "" : "~";
        if (event instanceof SmtpEvent.Reply reply) {
            return mark + reply.code() + (reply.greeting() ? " greeting" : "");
        }
        if (event instanceof SmtpEvent.Command command) {
            return mark + (command.verb() + " " + command.argument()).strip();
        }
        return mark
                + (event instanceof SmtpEvent.Content ? "content " : "unrecognised ")
                + event.range().length();
    }

    static String of(TlsRecord record) {
        String mark = record.wholeness() == TlsRecord.Wholeness.COMPLETE ? "" : "~";
        String side = record.direction() == Direction.CLIENT_TO_SERVER ? "C " : "S ";
        return mark + side + String.join("+", RecordTypes.describeAll(record));
    }
}
