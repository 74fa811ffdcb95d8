package org.droppoint.finding.fact;

import java.util.List;
import org.droppoint.base.MailPath;

/** Every session's facts, healthy ones too: what triggers a fault is found by contrast. */
public record CaseFile(MailPath path, List<SessionFacts> sessions) {
    public CaseFile {
        sessions = List.copyOf(sessions);
    }
}
