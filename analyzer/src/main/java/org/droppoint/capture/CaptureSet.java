package org.droppoint.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.droppoint.base.TimeSpan;
import org.droppoint.base.Times;

/**
 * The files given for one tap, put in order: {@code tcpdump -C/-W/-G} and {@code dumpcap -b} cut one capture into files
 * that follow each other, while the members of a firewall cluster yield captures side by side, whose times overlap.
 *
 * @param strands one capture each, whose files are in the order of time
 * @param empty files without a frame
 * @param refused files that are no readable capture
 */
public record CaptureSet(List<Strand> strands, List<Path> empty, List<Refused> refused) {
    /** Captures of one incident are started and stopped by hand, one after the other. */
    private static final long EDGE_NANOS = 5 * Times.NANOS_PER_SECOND;

    /** Names listed of one sentence. */
    private static final int MAX_NAMES = 3;

    /** A file that is no readable capture. */
    public record Refused(Path file, IOException cause) {}

    /**
     * Files that are one capture.
     *
     * @param joints one less than there are files
     */
    public record Strand(List<Member> files, List<Joint> joints) {}

    /**
     * A file and the times of its first and last frame.
     *
     * @param interfaces how many were described in what was read of it
     * @param wildFrames how many have times far from all others, which its place in the order does not heed
     */
    public record Member(Path file, long firstNanos, long lastNanos, int interfaces, long wildFrames) {}

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
    public static CaptureSet of(List<Path> files) {
        List<CaptureSpan> spans = new ArrayList<>();
        List<Path> empty = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        Set<Path> seen = new LinkedHashSet<>();
        for (Path file : files) {
            try {
                if (!seen.add(file.toRealPath())) {
                    continue;
                }
                CaptureSpan span = CaptureSpan.of(file);
                if (span.frames()) {
                    spans.add(span);
                } else {
                    empty.add(file);
                }
            } catch (IOException e) {
                refused.add(new Refused(file, e));
            }
        }
        return new CaptureSet(strands(spans), List.copyOf(empty), List.copyOf(refused));
    }

    /** Whether no file holds more than one interface, so that all of them together may stand for one place. */
    public boolean oneInterfaceEach() {
        return strands.stream().flatMap(strand -> strand.files().stream()).allMatch(member -> member.interfaces() <= 1);
    }

    /**
     * When the files together do not tell what passed: files of a rotation are missing, or one of several captures side
     * by side was not running. Captures that merely overlap at their ends follow each other and take turns.
     */
    public List<TimeSpan> gaps() {
        List<TimeSpan> gaps = new ArrayList<>();
        for (Strand strand : strands) {
            for (int i = 0; i < strand.joints().size(); i++) {
                if (strand.joints().get(i).isGap()) {
                    gaps.add(TimeSpan.between(
                            strand.files().get(i).lastNanos(),
                            strand.files().get(i + 1).firstNanos()));
                }
            }
        }
        gaps.addAll(uncovered());
        return gaps;
    }

    /** What only some of the captures side by side cover. */
    private List<TimeSpan> uncovered() {
        List<TimeSpan> uncovered = new ArrayList<>();
        TimeSpan all = span(strands);
        for (Strand strand : strands) {
            TimeSpan own = span(List.of(strand));
            if (isSideBySide(strand)) {
                if (own.fromNanos() > all.fromNanos() + EDGE_NANOS) {
                    uncovered.add(new TimeSpan(all.fromNanos(), own.fromNanos()));
                }
                if (own.toNanos() < all.toNanos() - EDGE_NANOS) {
                    uncovered.add(new TimeSpan(own.toNanos(), all.toNanos()));
                }
            }
        }
        return uncovered;
    }

    /** Whether another strand runs for at least half of the shorter one's time. */
    private boolean isSideBySide(Strand strand) {
        TimeSpan own = span(List.of(strand));
        for (Strand other : strands) {
            TimeSpan its = span(List.of(other));
            long common = Math.min(own.toNanos(), its.toNanos()) - Math.max(own.fromNanos(), its.fromNanos());
            long shorter = Math.min(own.toNanos() - own.fromNanos(), its.toNanos() - its.fromNanos());
            if (other != strand && common > 0 && common >= shorter / 2) {
                return true;
            }
        }
        return false;
    }

    private static TimeSpan span(List<Strand> strands) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Strand strand : strands) {
            for (Member member : strand.files()) {
                first = Math.min(first, member.firstNanos());
                last = Math.max(last, member.lastNanos());
            }
        }
        return new TimeSpan(Math.min(first, last), last);
    }

    /** How the files fit together, each capture in a sentence without its full stop. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        for (Strand strand : strands) {
            words.add(
                    strand.files().size() == 1
                            ? name(strand.files().get(0)) + ": a capture of its own"
                            : names(strand) + ": one capture that follows in this order");
        }
        words.addAll(remarks());
        return words;
    }

    /** What is worth saying about how the files fit together, each as a sentence without its full stop. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (strands.size() > 1) {
            remarks.add(strands.size() + " captures side by side, read as one: "
                    + strands.stream().map(CaptureSet::names).collect(Collectors.joining("; ")));
        }
        for (Strand strand : strands) {
            for (Member member : strand.files()) {
                if (member.wildFrames() > 0) {
                    remarks.add(name(member) + ": " + member.wildFrames()
                            + (member.wildFrames() == 1 ? " frame has a time" : " frames have times")
                            + " far from all others; the order of the files goes by the rest");
                }
            }
            for (int i = 0; i < strand.joints().size(); i++) {
                if (strand.joints().get(i).isGap()) {
                    remarks.add("between " + name(strand.files().get(i)) + " and "
                            + name(strand.files().get(i + 1)) + " "
                            + strand.joints().get(i).gap() + ": what passed then cannot be known");
                }
            }
        }
        for (TimeSpan alone : uncovered()) {
            remarks.add("from " + Times.iso(alone.fromNanos()) + " to " + Times.iso(alone.toNanos())
                    + " not all of the captures side by side were running: what passed then cannot be known");
        }
        return remarks;
    }

    private static String names(Strand strand) {
        String names =
                strand.files().stream().limit(MAX_NAMES).map(CaptureSet::name).collect(Collectors.joining(", "));
        int more = strand.files().size() - MAX_NAMES;
        return more > 0 ? names + " and " + more + " more" : names;
    }

    private static String name(Member member) {
        return String.valueOf(member.file().getFileName());
    }

    /**
     * Tells several captures in one folder apart: files are one capture where their names differ in numbers only and
     * they follow each other in time. A file that is no capture stands alone.
     */
    public static List<List<Path>> apart(List<Path> files) {
        Map<String, List<Path>> alike = new LinkedHashMap<>();
        files.forEach(file -> alike.computeIfAbsent(FileNames.stem(file), stem -> new ArrayList<>())
                .add(file));
        List<List<Path>> captures = new ArrayList<>();
        for (List<Path> group : alike.values()) {
            CaptureSet set = group.size() == 1 ? null : CaptureSet.of(group);
            if (set == null) {
                captures.add(group);
                continue;
            }
            set.strands()
                    .forEach(strand -> captures.add(
                            strand.files().stream().map(Member::file).toList()));
            set.empty().forEach(file -> captures.add(List.of(file)));
            set.refused().forEach(one -> captures.add(List.of(one.file())));
        }
        return captures;
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
                .map(span -> new Member(
                        span.file(), span.firstNanos(), span.lastNanos(), span.interfaces(), span.wildFrames()))
                .toList();
        return new Strand(members, List.copyOf(joints));
    }

    private static Joint joint(CaptureSpan before, CaptureSpan after) {
        return new Joint(before.silenceUntil(after), CaptureGaps.reason(before, after));
    }
}
