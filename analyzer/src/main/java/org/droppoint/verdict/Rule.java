package org.droppoint.verdict;

import org.droppoint.finding.fact.SessionFacts;

/** One hypothesis about a session: stateless, without I/O, judging facts and never packets. */
public interface Rule {
    VerdictClass verdictClass();

    Judgment judge(SessionFacts facts);
}
