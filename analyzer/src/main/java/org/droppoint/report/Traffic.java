package org.droppoint.report;

import java.util.List;
import org.droppoint.base.FlowKey;
import org.droppoint.correlate.session.Session;
import org.droppoint.correlate.session.SessionTrace;
import org.droppoint.finding.fact.Outcome;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.FlowVerdict;

/**
 * The traffic that next steps are about, as one of the sessions behind the verdict has it: commands name its addresses
 * and can be pasted.
 *
 * @param near addresses as the tap nearest the host sees them
 * @param entering addresses as they enter the firewall when the connection is opened
 * @param inbound opened by the far end
 */
record Traffic(FlowKey near, FlowKey entering, boolean inbound) {

    static Traffic of(CaseVerdict verdict, List<SessionTrace> sessions) {
        FlowVerdict shown = verdict.flows().stream()
                .filter(flow -> isBehind(flow, verdict))
                .findFirst()
                .orElse(verdict.flows().get(0));
        Session session = sessions.get(shown.facts().index()).session();
        FlowKey far = session.legs().get(session.legs().size() - 1).key();
        boolean inbound = session.serverAtHost();
        return new Traffic(session.key(), inbound ? far : session.key(), inbound);
    }

    private static boolean isBehind(FlowVerdict flow, CaseVerdict verdict) {
        return verdict.causes().isEmpty()
                ? flow.facts().outcome() == Outcome.FAILED
                : flow.verdictClass() == verdict.causes().get(0).verdictClass();
    }

    /** The server's port. */
    int port() {
        return near.server().port();
    }

    /** Who opens the connection, as the firewall sees it come in. */
    String client() {
        return entering.client().address().toString();
    }

    /** Whom it is opened to, as the firewall sees it come in. */
    String server() {
        return entering.server().address().toString();
    }

    /** The host's own address. */
    String host() {
        return (inbound ? near.server() : near.client()).address().toString();
    }

    /** The far end's address. */
    String farEnd() {
        return (inbound ? near.client() : near.server()).address().toString();
    }

    /** The interface by which it comes in, as firewalls are usually set up. */
    String interfaceIn() {
        return inbound ? "outside" : "inside";
    }

    boolean isV6() {
        return near.server().address().version() == 6;
    }
}
