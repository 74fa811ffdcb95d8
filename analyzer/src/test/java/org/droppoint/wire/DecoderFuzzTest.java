package org.droppoint.wire;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a frame of any link type, cut anywhere. */
class DecoderFuzzTest {
    @FuzzTest
    void decodes(FuzzedDataProvider data) {
        int link = data.consumeInt(0, 400);
        int cut = data.consumeInt(0, 64);
        byte[] frame = data.consumeRemainingAsBytes();
        new PacketDecoder().decode(frame, 0, Math.max(0, frame.length - cut), frame.length, link, new Packet());
    }
}
