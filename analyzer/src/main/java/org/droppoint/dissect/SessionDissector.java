package org.droppoint.dissect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.droppoint.base.Direction;
import org.droppoint.flow.StreamView;

/**
 * Two streams become a dialogue: SMTP (RFC 5321) with its extensions, and TLS from where it begins.
 *
 * <p>Holds for any bytes: nothing throws, and memory is bounded. Message content and encrypted record bodies are stepped
 * over. Listed are the first {@link SmtpLog#FIRST} and last {@link SmtpLog#LAST} SMTP events and, for each direction, the
 * first {@link TlsLog#FIRST_SINGLE} and last {@link TlsLog#LAST_SINGLE} records one by one; between them, runs of whole
 * application data records are one entry each. What is not listed is counted.
 */
public final class SessionDissector {
    private SessionDissector() {}

    /** Either view may be empty: a capture may hold one direction only. */
    public static Dialogue dissect(StreamView clientToServer, StreamView serverToClient) {
        Side client = new Side(Direction.CLIENT_TO_SERVER, clientToServer);
        Side server = new Side(Direction.SERVER_TO_CLIENT, serverToClient);
        Conversation conversation = new Conversation(client, server);
        conversation.run();
        List<Draft> drafts = new ArrayList<>(client.records.drafts());
        drafts.addAll(server.records.drafts());
        drafts.sort(Comparator.comparingLong(draft -> draft.sequence));
        List<TlsRecord> records = drafts.stream().map(Draft::toRecord).toList();
        SmtpLog log = conversation.log();
        return new Dialogue(log.events(), records, log.omitted(), client.records.omitted() + server.records.omitted());
    }
}
