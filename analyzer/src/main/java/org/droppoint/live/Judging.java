package org.droppoint.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.droppoint.base.MailPath;
import org.droppoint.base.Times;
import org.droppoint.capture.FileDigest;
import org.droppoint.capture.live.CaptureRing;
import org.droppoint.correlate.Correlator;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.finding.FactFinder;
import org.droppoint.live.Tracked.LegKey;
import org.droppoint.report.CaptureFacts;
import org.droppoint.report.Report;
import org.droppoint.report.ReportBuilder;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Judge;
import org.droppoint.verdict.rule.Rules;
import org.jspecify.annotations.Nullable;

/** Looks at the sessions: snapshot, correlate, judge, tell, forget. One thread at a time. */
final class Judging {
    /** A defect in judging must not end the capture; one that stays ends the judging. */
    private static final int MAX_FAILURES = 3;
    /** Notices and activity older than this are no evidence for any session at hand. */
    private static final long EVIDENCE_NANOS = 3600 * Times.NANOS_PER_SECOND;

    private final MailPath path;
    private final List<TapFeed> feeds;
    private final LiveLimits limits;
    private final LiveListener listener;
    private final String version;
    private final Judge judge = new Judge(Rules.all());
    private final SessionBook book;
    private @Nullable Look last;
    private long framesSeen = -1;
    private long reportedSeen;
    private int failures;
    private String verdict = "";
    private volatile boolean caught;

    Judging(MailPath path, List<TapFeed> feeds, LiveLimits limits, LiveListener listener, String version) {
        this.path = path;
        this.feeds = feeds;
        this.limits = limits;
        this.listener = listener;
        this.version = version;
        book = new SessionBook(limits, listener::event, Wall::nanos);
    }

    boolean hasCaught() {
        return caught;
    }

    /** One look; returns how long it took, in nanoseconds. */
    synchronized long look() {
        long begun = System.nanoTime();
        if (failures >= MAX_FAILURES) {
            return 0;
        }
        try {
            lighten();
            if (anythingNew()) {
                Look look = take();
                last = look;
                book.update(look);
                caught = book.hasCaught();
                tellVerdict(look);
                forget(look);
            }
            failures = 0;
        } catch (RuntimeException e) {
            failures++;
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("reason", String.valueOf(e));
            details.put("givenUp", failures >= MAX_FAILURES);
            listener.event(new LiveEvent(
                    LiveEvent.Kind.ANALYSIS_FAILED,
                    Wall.nanos(),
                    "a bug in droppoint kept it from judging; capture and files go on: " + e + " at "
                            + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]),
                    details));
        }
        long took = System.nanoTime() - begun;
        listener.looked(view(took));
        return took;
    }

    /** Whether frames came, or time went by that a session at hand waits for. */
    private boolean anythingNew() {
        long frames = feeds.stream().mapToLong(TapFeed::frames).sum();
        long reported = feeds.stream().mapToLong(TapFeed::watermark).max().orElse(0);
        boolean news = frames != framesSeen
                || reported != reportedSeen && book.totals().open() > 0;
        framesSeen = frames;
        reportedSeen = reported;
        return news && frames > 0;
    }

    private Look take() {
        List<TapSnapshot> snapshots = feeds.stream().map(TapFeed::snapshot).toList();
        Taps taps = new Taps(path, snapshots.stream().map(TapSnapshot::trace).toList());
        Correlation correlation = Correlator.correlate(taps);
        CaseVerdict judged = judge.judge(FactFinder.find(correlation));
        return new Look(snapshots, correlation, judged);
    }

    private void tellVerdict(Look look) {
        CaseVerdict now = look.verdict();
        String said = now.classId() + " " + now.suspects() + " " + now.heading().label();
        if (now.flows().isEmpty() || said.equals(verdict)) {
            return;
        }
        verdict = said;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("class", now.classId());
        details.put(
                "suspects", now.suspects().stream().map(place -> place.name()).toList());
        details.put("direction", now.heading().label());
        details.put("confidence", now.confidence());
        listener.event(new LiveEvent(
                LiveEvent.Kind.VERDICT,
                Wall.nanos(),
                "verdict so far: " + now.classId()
                        + (now.suspects().isEmpty() ? "" : " at " + now.suspects())
                        + String.format(java.util.Locale.ROOT, ", confidence %.2f", now.confidence()),
                details));
    }

    // ---- what is kept ----

    /** Where a tap holds more than its share, the largest connections are given up, before they cost a look. */
    private void lighten() {
        Set<LegKey> givenUp = new HashSet<>();
        for (TapFeed feed : feeds) {
            long weight = feed.weight();
            if (weight <= limits.weight()) {
                continue;
            }
            for (TapFeed.LegSize size : feed.sizes()) {
                if (weight <= limits.weight() / 2) {
                    break;
                }
                LegKey key = new LegKey(feed.tap().order(), size.leg());
                givenUp.add(key);
                givenUp.addAll(book.setAside(key));
                weight -= size.rows() + TapFeed.LEG_WEIGHT;
            }
        }
        if (!givenUp.isEmpty()) {
            for (TapFeed feed : feeds) {
                int order = feed.tap().order();
                feed.retain(leg -> !givenUp.contains(new LegKey(order, leg)), since(feed));
            }
        }
    }

    /** In batches, since forgetting costs a copy of what is kept. */
    private void forget(Look look) {
        if (book.forgettable() < Math.max(1, limits.contextSessions() / 2)) {
            return;
        }
        Set<LegKey> kept = book.forget();
        for (int i = 0; i < feeds.size(); i++) {
            TapFeed feed = feeds.get(i);
            int order = feed.tap().order();
            int newest = look.snapshots().get(i).lastLeg();
            feed.retain(leg -> leg > newest || kept.contains(new LegKey(order, leg)), since(feed));
        }
    }

    private static long since(TapFeed feed) {
        long mark = feed.watermark();
        return mark == Long.MIN_VALUE ? mark : mark - EVIDENCE_NANOS;
    }

    // ---- what is shown ----

    private LiveView view(long took) {
        Look look = last;
        return new LiveView(
                Wall.nanos(),
                feeds.stream().map(TapFeed::status).toList(),
                book.views(),
                book.totals(),
                look == null ? "" : look.verdict().classId(),
                look == null
                        ? List.of()
                        : look.verdict().suspects().stream()
                                .map(place -> place.name())
                                .toList(),
                look == null ? 0 : look.verdict().confidence(),
                "",
                took);
    }

    /** A last look, as a report; the feeds have ended. */
    synchronized Report report() throws IOException {
        look();
        Look look = take();
        List<CaptureFacts> facts = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            facts.add(facts(feeds.get(i), look.snapshots().get(i)));
        }
        return ReportBuilder.build(
                new Report.Tool("droppoint", version), look.correlation(), look.verdict(), facts, List.of(), List.of());
    }

    private CaptureFacts facts(TapFeed feed, TapSnapshot snapshot) throws IOException {
        TapTrace trace = snapshot.trace();
        List<String> problems = new ArrayList<>(feed.problems());
        LiveView.Totals totals = book.totals();
        if (book.forgotten() > 0) {
            problems.add(book.forgotten() + " finished sessions were counted and are not listed (of all: " + totals.ok()
                    + " ok, " + totals.failed() + " failed, " + totals.unknown() + " unknown)");
        }
        if (totals.setAside() > 0) {
            problems.add(totals.setAside() + " sessions had too many packets to be followed to their end");
        }
        return new CaptureFacts(
                feed.tap(),
                null,
                files(feed, snapshot),
                trace.firstNanos(),
                trace.lastNanos(),
                feed.truncated(),
                problems,
                "as given",
                snapshot.rows());
    }

    /** The files that rows name, in the rows' numbering. */
    private static List<Report.CaptureFile> files(TapFeed feed, TapSnapshot snapshot) throws IOException {
        CaptureRing ring = feed.ring();
        List<Report.CaptureFile> files = new ArrayList<>();
        for (int serial : snapshot.files()) {
            int index = ring == null || serial == 0 ? -1 : serial - ring.firstSerial();
            if (ring == null || serial == 0) {
                files.add(new Report.CaptureFile("not written", "", 0));
            } else if (index < 0 || index >= ring.files().size()) {
                files.add(new Report.CaptureFile("file " + serial + " of the ring, rotated away", "", 0));
            } else {
                Path file = ring.files().get(index);
                String sha = Files.isRegularFile(file) ? FileDigest.sha256(file) : "";
                files.add(new Report.CaptureFile(String.valueOf(file.getFileName()), sha, ring.frames(serial)));
            }
        }
        return files;
    }
}
