package org.droppoint.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.droppoint.report.Report;
import org.jspecify.annotations.Nullable;

/** Are the sessions of the protocol log joined with the flows that they tell of, and their contradictions told? */
final class LogScore {
    private final JsonNode labels;
    private final List<String> complaints;
    private final Map<String, Report.LogSession> said = new HashMap<>();
    private final Map<String, String> clients = new HashMap<>();

    LogScore(JsonNode truth, Report report, List<String> complaints) {
        this.labels = truth.path("logs");
        this.complaints = complaints;
        report.logs().forEach(log -> log.sessions().forEach(session -> said.put(session.session(), session)));
        report.flows().forEach(flow -> clients.put(flow.id(), flow.client()));
    }

    boolean right() {
        int before = complaints.size();
        for (JsonNode join : labels.path("joins")) {
            String session = join.get("session").asText();
            String client = Scorer.endpoint(join.get("client"));
            if (!client.equals(clients.get(String.valueOf(flow(session))))) {
                complaints.add("log session " + session + " is not joined with " + client);
            }
        }
        for (JsonNode lonely : labels.path("sessions_without_flow")) {
            String session = lonely.path("session").asText(lonely.asText());
            if (flow(session) != null) {
                complaints.add("log session " + session + " is joined, but has no flow");
            }
        }
        for (JsonNode one : labels.path("contradictions")) {
            String session = one.get("session").asText();
            Report.LogSession told = said.get(session);
            String what = one.get("what").asText();
            if (told == null
                    || told.contradictions().stream()
                            .noneMatch(each -> each.id().equals(what))) {
                complaints.add("contradiction " + what + " of log session " + session + " is not told");
            }
        }
        return complaints.size() == before;
    }

    private @Nullable String flow(String session) {
        Report.LogSession told = said.get(session);
        return told == null ? null : told.flow();
    }
}
