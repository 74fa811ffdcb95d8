package org.droppoint.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is cut off where a page has no room. */
class FrameExcerptTest {
    private static List<Report.Evidence> frames(String tap, int from, int count) {
        List<Report.Evidence> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new Report.Evidence(tap, 0, from + i, 0, ""));
        }
        return frames;
    }

    private static List<String> excerpt(List<Report.Evidence> evidence, int most) {
        return FrameExcerpt.of(evidence, most).stream()
                .map(one -> one.tap() + " " + one.frame())
                .toList();
    }

    @Test
    void whatFitsIsWhole() {
        List<Report.Evidence> evidence = frames("outside", 1, 4);
        assertEquals(evidence, FrameExcerpt.of(evidence, 4));
    }

    /** The frame by which the receiver shows that it lacks the bytes is the last one, and of another tap. */
    @Test
    void noTapIsLeftOut() {
        List<Report.Evidence> evidence = new ArrayList<>(frames("outside", 1, 12));
        evidence.addAll(frames("inside", 30, 2));
        evidence.addAll(frames("host", 40, 1));
        assertEquals(List.of("outside 1", "outside 2", "inside 31", "host 40"), excerpt(evidence, 4));
    }

    @Test
    void oneTapsFirstFramesStay() {
        assertEquals(List.of("outside 1", "outside 2"), excerpt(frames("outside", 1, 9), 2));
    }
}
