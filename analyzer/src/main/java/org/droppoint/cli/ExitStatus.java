package org.droppoint.cli;

import org.droppoint.report.Report;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.VerdictClass;

/** What the command tells the shell. */
final class ExitStatus {
    static final int NOTHING_WRONG = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int FAULT = 10;
    static final int CANNOT_TELL = 11;

    private ExitStatus() {}

    static int of(Report report) {
        String id = report.verdict().classId();
        boolean none = report.flows().isEmpty();
        if (none || id.equals(VerdictClass.INSUFFICIENT_EVIDENCE.id())) {
            return CANNOT_TELL;
        }
        boolean fault = id.equals(CaseVerdict.MIXED)
                || VerdictClass.of(id).map(VerdictClass::isFault).orElse(false);
        return fault ? FAULT : NOTHING_WRONG;
    }
}
