package org.droppoint.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.droppoint.base.TimeSpan;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.FrameSource;
import org.droppoint.capture.ShiftedReader;
import org.droppoint.flow.CapturePass;
import org.droppoint.report.Report;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of one input in one pass and one thread; stays open, as payload is read back from the files. Files of
 * a rotation are read one after the other, captures side by side frame by frame in the order of their times.
 */
final class CaptureLoader implements Closeable, Strand.Opener {
    /** Interfaces listed in a complaint. */
    private static final int MAX_NAMES = 8;

    private final TapInput input;
    private final int index;
    private final PortSet ports;
    private final long rows;
    private final boolean digests;
    private final List<OpenedFile> opened = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();
    private final List<Report.RefusedInput> refused = new ArrayList<>();
    private final InputStream standardInput;
    private final DateFinder.Shift shift;
    private final @Nullable StageAddresses addresses;
    private final LongConsumer bytesRead;
    private @Nullable CapturePass pass;
    private boolean sideBySide;

    /**
     * @param standardInput what an input named {@code -} is read from
     * @param rows how many segments are kept at most
     * @param digests whether each file's SHA-256 is computed
     * @param shift moves the times of captures without a date
     * @param addresses what lies inside, where the files are a firewall's stages; else null
     * @param bytesRead told how many more bytes of a file were read
     */
    CaptureLoader(
            TapInput input,
            int index,
            PortSet ports,
            InputStream standardInput,
            long rows,
            boolean digests,
            DateFinder.Shift shift,
            @Nullable StageAddresses addresses,
            LongConsumer bytesRead) {
        this.shift = shift;
        this.addresses = addresses;
        this.bytesRead = bytesRead;
        this.standardInput = standardInput;
        this.input = input;
        this.index = index;
        this.ports = ports;
        this.rows = rows;
        this.digests = digests;
    }

    List<Report.RefusedInput> refused() {
        return refused;
    }

    List<LoadedLane> load() {
        ReadingPlan plan = plan();
        copies.addAll(plan.copies());
        boolean single = plan.oneInterface() && input.interfaceName() == null;
        Lanes lanes = new Lanes(single, input.files().size() > 1, this::described);
        CapturePass reading = new CapturePass(ports, Lanes.MAX_LANES, lanes);
        reading.limit(rows);
        pass = reading;
        if (plan.strands().size() == 1) {
            readInTurn(reading, plan.strands().get(0));
        } else {
            sideBySide = true;
            readSideBySide(reading, plan.strands());
        }
        reading.close();
        return opened.isEmpty() ? List.of() : lanes(reading, lanes, recorded(plan));
    }

    private ReadingPlan plan() {
        StageSide stage = input.stage();
        if (stage == null || addresses == null) {
            return plan(input.files());
        }
        List<Path> received = input.files().stream().filter(stage::received).toList();
        List<Path> transmitted =
                input.files().stream().filter(file -> !stage.received(file)).toList();
        return ReadingPlan.sideBySide(plan(received), plan(transmitted), addresses, stage.found());
    }

    private ReadingPlan plan(List<Path> files) {
        return ReadingPlan.of(files, standardInput, (name, cause) -> refuse(name, Refusals.reason(cause)));
    }

    private CaptureReader view(InputFile file, CaptureReader reader) {
        StageSide stage = input.stage();
        CaptureReader moved = shift.from().isEmpty() ? reader : new ShiftedReader(reader, shift.nanos(), shift.from());
        return stage == null || addresses == null
                ? moved
                : new StageReader(moved, addresses, stage.received(file.path()), stage.inside());
    }

    private void refuse(String name, String reason) {
        refused.add(new Report.RefusedInput(name, reason));
    }

    private void readInTurn(CapturePass reading, List<InputFile> files) {
        for (InputFile file : files) {
            OpenedFile next = open(file);
            if (next != null) {
                try {
                    reading.run(next.reader(), index(next));
                } catch (IOException e) {
                    broken(next, e);
                }
            }
        }
    }

    private void readSideBySide(CapturePass reading, List<List<InputFile>> plan) {
        PriorityQueue<Strand> strands =
                new PriorityQueue<>(Comparator.comparingLong(strand -> strand.frame().epochNanos));
        for (List<InputFile> files : plan) {
            Strand strand = new Strand(files, this);
            if (strand.next()) {
                strands.add(strand);
            }
        }
        for (Strand first = strands.poll(); first != null; first = strands.poll()) {
            OpenedFile file = first.file();
            try {
                reading.accept(first.frame(), first.index(), file.reader().payload());
            } catch (IOException e) {
                broken(file, e);
            }
            if (first.next()) {
                strands.add(first);
            }
        }
    }

    // ---- files ----

    @Override
    public @Nullable OpenedFile open(InputFile file) {
        try {
            OpenedFile next = OpenedFile.open(
                    file, input.interfaceName() == null ? any -> true : this::wanted, digests, bytesRead, this::view);
            opened.add(next);
            CapturePass reading = pass;
            if (reading != null) {
                reading.begin(opened.size() - 1, next.reader().payload());
            }
            return next;
        } catch (IOException e) {
            refuse(file.name(), Refusals.reason(e));
            return null;
        }
    }

    @Override
    public void broken(OpenedFile file, IOException cause) {
        refuse(file.file().name(), "reading stopped: " + Refusals.reason(cause));
    }

    @Override
    public int index(OpenedFile file) {
        int index = opened.size() - 1;
        while (index >= 0 && opened.get(index) != file) {
            index--;
        }
        return index;
    }

    private @Nullable CaptureInterface described(int file, int interfaceId) {
        List<CaptureInterface> known = opened.get(file).reader().interfaces();
        return interfaceId >= 0 && interfaceId < known.size() ? known.get(interfaceId) : null;
    }

    // ---- what was read ----

    private RecordedFiles recorded(ReadingPlan plan) {
        List<Report.CaptureFile> files = new ArrayList<>();
        List<CaptureHealth> health = new ArrayList<>();
        List<TimeSpan> gaps = new ArrayList<>();
        plan.gaps()
                .forEach(gap -> gaps.add(new TimeSpan(gap.fromNanos() + shift.nanos(), gap.toNanos() + shift.nanos())));
        for (OpenedFile one : opened) {
            CaptureHealth found = one.reader().health();
            health.add(found);
            gaps.addAll(found.gaps());
            files.add(new Report.CaptureFile(one.file().name(), digest(one), found.frames()));
        }
        return new RecordedFiles(files, health, gaps, plan.remarks());
    }

    private String digest(OpenedFile file) {
        try {
            return file.sha256();
        } catch (IOException e) {
            refuse(file.file().name(), "could not be read again for its digest: " + Refusals.reason(e));
            return "";
        }
    }

    private List<LoadedLane> lanes(CapturePass reading, Lanes lanes, RecordedFiles recorded) {
        List<LoadedLane> loaded = new ArrayList<>();
        for (int lane = 0; lane < lanes.count(); lane++) {
            if (chosen(lanes.origin(lane))) {
                boolean alone = lanes.count() == 1 && input.interfaceName() == null;
                String name = alone ? null : laneName(lanes.origin(lane));
                loaded.add(new LoadedLane(index, name, reading.tap(lane), recorded, again(lanes, lane)));
            }
        }
        if (loaded.isEmpty()) {
            if (input.interfaceName() == null) {
                loaded.add(new LoadedLane(index, null, reading.tap(0), recorded, again(lanes, 0)));
            } else {
                refuseInterface();
            }
        }
        return loaded;
    }

    private FrameSource.Opener again(Lanes lanes, int lane) {
        List<InputFile> files = opened.stream().map(OpenedFile::file).toList();
        Predicate<CaptureInterface> interfaces = input.interfaceName() == null ? any -> true : this::wanted;
        return () -> new LaneFrames(
                files,
                file -> OpenedFile.open(file, interfaces, false, bytes -> {}, this::view)
                        .reader(),
                lanes,
                lane,
                sideBySide);
    }

    /** An interface that is not there must not pass for a tap that recorded nothing. */
    private void refuseInterface() {
        String known = opened.stream()
                .flatMap(one -> one.reader().interfaces().stream())
                .map(one -> String.valueOf(one.name() == null ? one.id() : one.name()))
                .distinct()
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        refuse(
                opened.get(0).file().name() + "@" + input.interfaceName(),
                "holds no packet of that interface" + (known.isEmpty() ? "" : "; it has " + known));
    }

    /** Interfaces that may hold what is wanted: in a capture on "any" each packet names its own. */
    private boolean wanted(CaptureInterface candidate) {
        return candidate.linkType() == LinkType.LINUX_SLL2 || bears(candidate, input.interfaceName());
    }

    private static boolean bears(CaptureInterface candidate, @Nullable String wanted) {
        return wanted == null
                || wanted.equals(candidate.name())
                || wanted.equals(candidate.description())
                || wanted.equals(String.valueOf(candidate.id()));
    }

    private boolean chosen(Lanes.Origin origin) {
        String wanted = input.interfaceName();
        if (wanted == null || wanted.equals(laneName(origin))) {
            return true;
        }
        if (origin.link() != 0) {
            return wanted.equals(String.valueOf(origin.link())) || wanted.equals("#" + origin.link());
        }
        CaptureInterface described = described(origin.file(), origin.interfaceId());
        return described != null && bears(described, wanted);
    }

    private String laneName(Lanes.Origin origin) {
        CaptureInterface described = described(origin.file(), origin.interfaceId());
        String name = described == null || described.name() == null
                ? "interface " + origin.interfaceId()
                : String.valueOf(described.name());
        return origin.link() == 0 ? name : name + " #" + origin.link();
    }

    @Override
    public void close() throws IOException {
        for (OpenedFile one : opened) {
            one.close();
        }
        for (Path copy : copies) {
            Files.deleteIfExists(copy);
        }
    }
}
