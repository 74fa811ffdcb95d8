package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as the two directions of a session, with holes; and as the bodies of TLS messages. */
class DissectorFuzzTest {
    @FuzzTest
    void dissects(FuzzedDataProvider data) {
        MemoryStream client = new MemoryStream(data.consumeBoolean());
        MemoryStream server = new MemoryStream(data.consumeBoolean());
        long frame = 0;
        for (int pieces = data.consumeInt(1, 24); pieces > 0; pieces--) {
            MemoryStream to = data.consumeBoolean() ? client : server;
            int hole = data.consumeInt(0, 7) == 0 ? data.consumeInt(1, 300) : 0;
            byte[] bytes = data.consumeBytes(data.consumeInt(1, 1500));
            frame++;
            to.add(frame, frame * 1000, to.end() + hole, bytes, bytes.length);
        }
        Dialogue dialogue = SessionDissector.dissect(client, server);
        Phases.reached(dialogue);
        long bytes = client.end() + server.end();
        assertTrue(client.reads() + server.reads() < 1000 + 20 * bytes, "reads too often");
        dialogue.tls().forEach(RecordTypes::describeAll);
    }

    @FuzzTest
    void parsesMessages(byte[] body) {
        CertificateParser.chain(body, body.length);
        HelloParser.client(body, body.length);
        HelloParser.server(body, body.length);
        HelloParser.ssl2(body, body.length);
    }
}
