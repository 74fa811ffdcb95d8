package org.droppoint.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.droppoint.base.MailPath;
import org.droppoint.base.Tap;
import org.droppoint.base.Times;
import org.droppoint.capture.FrameSource;
import org.droppoint.correlate.Correlator;
import org.droppoint.correlate.order.GivenOrder;
import org.droppoint.correlate.session.BlindSpan;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.correlate.session.TapTrace;
import org.droppoint.correlate.session.Taps;
import org.droppoint.finding.FactFinder;
import org.droppoint.finding.fact.CaseFile;
import org.droppoint.flow.LegStream;
import org.droppoint.report.CaptureFacts;
import org.droppoint.report.LogReports;
import org.droppoint.report.Report;
import org.droppoint.report.ReportBuilder;
import org.droppoint.verdict.CaseVerdict;
import org.droppoint.verdict.Judge;
import org.droppoint.verdict.rule.Rules;
import org.jspecify.annotations.Nullable;

/** Captures in, report out: reads every input in a thread of its own, correlates, finds facts, judges, reports. */
public final class Analysis implements Closeable {
    /** Inputs read at once: more than there are processors, so that three captures keep two of them busy to the end. */
    private static final int MAX_READERS = 16;

    /** Which capture lies between the others shows first, and only then at which end of the path each of those is. */
    private static final int MOST_REORDERINGS = 2;

    private Request request;
    private final InputStream standardInput;
    private final Progress progress;
    private final List<CaptureLoader> loaders = new ArrayList<>();
    private @Nullable CaseVerdict verdict;
    private final Map<Tap, FrameSource.Opener> frames = new LinkedHashMap<>();
    private @Nullable Correlation result;

    public Analysis(Request request) {
        this(request, InputStream.nullInputStream());
    }

    /** @param standardInput what an input named {@code -} is read from */
    public Analysis(Request request, InputStream standardInput) {
        this(request, standardInput, Progress.NONE);
    }

    /**
     * @param standardInput what an input named {@code -} is read from
     * @param progress hears how far it is
     */
    public Analysis(Request request, InputStream standardInput, Progress progress) {
        this.request = request;
        this.standardInput = standardInput;
        this.progress = progress;
    }

    /**
     * @throws NoReadableInputException if no input could be read at all
     * @throws UnclearRolesException if roles and captures do not fit together
     */
    public Report run() throws IOException {
        Loaded loaded = captures();
        progress.stage("correlating");
        Correlation correlation = Correlator.correlate(loaded.taps());
        for (int turn = 0; turn < MOST_REORDERINGS; turn++) {
            Optional<Loaded> other = reordered(loaded, correlation);
            if (other.isEmpty()) {
                break;
            }
            loaded = other.get();
            correlation = Correlator.correlate(loaded.taps());
        }
        result = correlation;
        MailPath path = loaded.taps().path();
        loaded.roles()
                .forEach(role -> frames.put(path.tap(role.tap()), role.lane().frames()));
        progress.stage("judging");
        CaseFile file = FactFinder.find(correlation);
        CaseVerdict judged = new Judge(Rules.all()).judge(file);
        verdict = judged;
        return report(loaded, correlation, judged);
    }

    /** The captures at the places that their packets show, where these contradict the places given. */
    private static Optional<Loaded> reordered(Loaded loaded, Correlation correlation) {
        return GivenOrder.of(correlation).map(contradiction -> {
            List<RoleFinder.Role> roles = Roles.reordered(loaded.roles(), contradiction);
            MailPath path = loaded.taps().path();
            Taps taps =
                    new Taps(path, roles.stream().map(role -> trace(path, role)).toList());
            return new Loaded(roles, taps, loaded.refused());
        });
    }

    /** What correlation found; after {@link #run}. Usable until this is closed. */
    public Correlation correlation() {
        if (result == null) {
            throw new IllegalStateException("not analysed yet");
        }
        return result;
    }

    /** Opens each tap's frames again; after {@link #run}. */
    public Map<Tap, FrameSource.Opener> frames() {
        return Map.copyOf(frames);
    }

    /** The inputs read, each given its tap: what correlation starts from. */
    record Loaded(List<RoleFinder.Role> roles, Taps taps, List<Report.RefusedInput> refused) {}

    Loaded captures() throws IOException {
        List<LoadedLane> lanes = load();
        Optional<Request> staged = StageFinder.restaged(request, lanes);
        if (staged.isPresent()) {
            close();
            loaders.clear();
            request = staged.get();
            lanes = load();
        }
        List<Report.RefusedInput> refused = new ArrayList<>();
        loaders.forEach(loader -> refused.addAll(loader.refused()));
        if (lanes.isEmpty()) {
            throw new NoReadableInputException(refused);
        }
        List<RoleFinder.Role> roles = Roles.assign(request, lanes);
        MailPath path = path(roles);
        List<RoleFinder.Role> ordered = new ArrayList<>(roles);
        ordered.sort(Comparator.comparing(role -> path.tap(role.tap())));
        Taps taps =
                new Taps(path, ordered.stream().map(role -> trace(path, role)).toList());
        return new Loaded(ordered, taps, refused);
    }

    Report report(Loaded loaded, Correlation correlation, CaseVerdict verdict) throws IOException {
        MailPath path = loaded.taps().path();
        LogLoader logs = new LogLoader(request.logs());
        List<Report.Log> joined = LogReports.of(logs.join(correlation, request.ports()), verdict);
        List<Report.RefusedInput> refused = new ArrayList<>(loaded.refused());
        refused.addAll(logs.refused());
        return ReportBuilder.build(
                new Report.Tool("droppoint", request.version()),
                correlation,
                verdict,
                loaded.roles().stream().map(role -> facts(path, role)).toList(),
                joined,
                refused);
    }

    /** What the judge said in the last {@link #run}, with the signs that made it so sure; for those who calibrate it. */
    public Optional<CaseVerdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    private List<LoadedLane> load() throws IOException {
        List<DateFinder.Shift> shifts = DateFinder.mayBeUndated(request.taps())
                ? DateFinder.shifts(request.taps(), request.undatedFrom())
                : Collections.nCopies(request.taps().size(), DateFinder.Shift.NONE);
        progress.expect(bytes());
        Map<Set<Path>, StageAddresses> addresses = new HashMap<>();
        for (TapInput input : request.taps()) {
            StageSide stage = input.stage();
            int index = loaders.size();
            loaders.add(new CaptureLoader(
                    input,
                    index,
                    request.ports(),
                    standardInput,
                    request.effort().rows(request.taps().size()),
                    request.effort().digests(),
                    shifts.get(index),
                    stage == null
                            ? null
                            : addresses.computeIfAbsent(
                                    stage.received(),
                                    received -> StageAddresses.of(input.files(), stage, request.ports())),
                    progress::read));
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(loaders.size(), MAX_READERS)));
        try {
            List<Future<List<LoadedLane>>> pending = new ArrayList<>();
            for (CaptureLoader loader : loaders) {
                pending.add(pool.submit(loader::load));
            }
            List<LoadedLane> lanes = new ArrayList<>();
            for (Future<List<LoadedLane>> one : pending) {
                lanes.addAll(one.get());
            }
            return lanes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while reading");
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading a capture failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** What cannot be read, or has no size, counts nothing here; reading it says why. */
    private long bytes() {
        return request.taps().stream()
                .flatMap(input -> input.files().stream())
                .mapToLong(file -> Math.max(0, file.toFile().length()))
                .sum();
    }

    /** The usual taps in their usual order, others where {@code --path} says, or where they were found. */
    private MailPath path(List<RoleFinder.Role> roles) {
        Map<String, Integer> found = new LinkedHashMap<>();
        roles.forEach(role -> found.putIfAbsent(role.tap(), found.size()));
        List<String> names = new ArrayList<>(request.path().isEmpty() ? found.keySet() : request.path());
        names.retainAll(found.keySet());
        if (request.path().isEmpty()
                && List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE).containsAll(names)) {
            names.sort(Comparator.comparingInt(List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE)::indexOf));
        }
        return new MailPath(names);
    }

    private static TapTrace trace(MailPath path, RoleFinder.Role role) {
        Tap tap = path.tap(role.tap());
        LoadedLane lane = role.lane();
        return new TapTrace(
                tap,
                lane.captured().legs(),
                lane.captured().notices(),
                lane.captured().activity(),
                lane.recorded().firstNanos(),
                lane.recorded().lastNanos(),
                lane.recorded().dropped(),
                (leg, direction) ->
                        new LegStream(tap, leg, direction, lane.captured().payloads()),
                blind(lane),
                lane.captured().health().unkeptAttempts());
    }

    private static List<BlindSpan> blind(LoadedLane lane) {
        List<BlindSpan> blind = new ArrayList<>(MemoryLimit.blind(lane.captured()));
        lane.recorded()
                .gaps()
                .forEach(gap -> blind.add(
                        new BlindSpan(gap.fromNanos(), gap.toNanos(), "the files are damaged or incomplete")));
        return blind;
    }

    private static CaptureFacts facts(MailPath path, RoleFinder.Role role) {
        LoadedLane lane = role.lane();
        List<String> problems = new ArrayList<>(lane.recorded().problems());
        problems.addAll(MemoryLimit.problems(lane.captured()));
        problems.addAll(role.doubts());
        if (lane.captured().health().unmarkedFrames() > 0) {
            problems.add(lane.captured().health().unmarkedFrames() + " frames have times far from all others, first "
                    + Times.iso(lane.recorded().firstNanos()));
        }
        return new CaptureFacts(
                path.tap(role.tap()),
                lane.interfaceName(),
                lane.recorded().files(),
                lane.recorded().firstNanos(),
                lane.recorded().lastNanos(),
                lane.recorded().truncatedFrames(),
                problems,
                role.reason(),
                lane.segments());
    }

    @Override
    public void close() throws IOException {
        for (CaptureLoader loader : loaders) {
            loader.close();
        }
    }
}
