package org.droppoint.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files given for one tap, put in order: {@code tcpdump -C/-W/-G} and {@code dumpcap -b} cut one capture into files
 * that follow each other, while the members of a firewall cluster yield captures side by side, whose times overlap.
 *
 * @param strands one capture each, whose files are in the order of time
 * @param empty files without a frame
 * @param refused files that are no readable capture
 */
public record CaptureSet(List<Strand> strands, List<Path> empty, List<CaptureFormatException> refused) {

    /**
     * Files that are one capture.
     *
     * @param joints one less than there are files
     */
    public record Strand(List<Member> files, List<Joint> joints) {}

    /** A file and the times of its first and last frame. */
    public record Member(Path file, long firstNanos, long lastNanos) {}

    /**
     * Where one file ends and the next one begins.
     *
     * @param silenceNanos between the last frame of the one and the first of the other; may be negative
     * @param gap why frames must be taken to be missing here, or empty where nothing speaks for it
     */
    public record Joint(long silenceNanos, String gap) {
        public boolean isGap() {
            return !gap.isEmpty();
        }
    }

    /** Looks into each file; a file named twice counts once. */
    public static CaptureSet of(List<Path> files) throws IOException {
        List<CaptureSpan> spans = new ArrayList<>();
        List<Path> empty = new ArrayList<>();
        List<CaptureFormatException> refused = new ArrayList<>();
        Set<Path> seen = new LinkedHashSet<>();
        for (Path file : files) {
            if (!seen.add(file.toRealPath())) {
                continue;
            }
            try {
                CaptureSpan span = CaptureSpan.of(file);
                if (span.frames()) {
                    spans.add(span);
                } else {
                    empty.add(file);
                }
            } catch (CaptureFormatException e) {
                refused.add(e);
            }
        }
        return new CaptureSet(strands(spans), List.copyOf(empty), List.copyOf(refused));
    }

    private static List<Strand> strands(List<CaptureSpan> spans) {
        spans.sort(Comparator.comparingLong(CaptureSpan::firstNanos)
                .thenComparingLong(CaptureSpan::lastNanos)
                .thenComparing(CaptureSpan::file));
        List<List<CaptureSpan>> strands = new ArrayList<>();
        for (CaptureSpan span : spans) {
            List<CaptureSpan> best = null;
            for (List<CaptureSpan> strand : strands) {
                if (follows(strand, span) && (best == null || kinship(strand, span) > kinship(best, span))) {
                    best = strand;
                }
            }
            if (best == null) {
                best = new ArrayList<>();
                strands.add(best);
            }
            best.add(span);
        }
        return strands.stream().map(CaptureSet::strand).toList();
    }

    private static boolean follows(List<CaptureSpan> strand, CaptureSpan span) {
        CaptureSpan last = strand.get(strand.size() - 1);
        return last.silenceUntil(span) >= -last.tolerance(span);
    }

    /** Where several captures rotate side by side, the file goes to the one that its name is most like. */
    private static int kinship(List<CaptureSpan> strand, CaptureSpan span) {
        return FileNames.likeness(strand.get(strand.size() - 1).file(), span.file());
    }

    private static Strand strand(List<CaptureSpan> spans) {
        List<Joint> joints = new ArrayList<>();
        for (int i = 1; i < spans.size(); i++) {
            joints.add(joint(spans.get(i - 1), spans.get(i)));
        }
        List<Member> members = spans.stream()
                .map(span -> new Member(span.file(), span.firstNanos(), span.lastNanos()))
                .toList();
        return new Strand(members, List.copyOf(joints));
    }

    private static Joint joint(CaptureSpan before, CaptureSpan after) {
        return new Joint(before.silenceUntil(after), CaptureGaps.reason(before, after));
    }
}
