package org.droppoint.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.droppoint.capture.CaptureFiles;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.FileDigest;
import org.droppoint.capture.FrameSource;
import org.droppoint.flow.CapturePass;
import org.droppoint.report.Report;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.PortSet;
import org.jspecify.annotations.Nullable;

/** Reads the files of one input in one pass and one thread; stays open, as payload is read back from the files. */
final class CaptureLoader implements Closeable {
    /** Interfaces listed in a complaint. */
    private static final int MAX_NAMES = 8;

    private final TapInput input;
    private final int index;
    private final PortSet ports;
    private final List<CaptureReader> readers = new ArrayList<>();
    private final List<Report.RefusedInput> refused = new ArrayList<>();

    CaptureLoader(TapInput input, int index, PortSet ports) {
        this.input = input;
        this.index = index;
        this.ports = ports;
    }

    /** An opened file and where its capture begins, so that rotated files are read in their order of time. */
    private record Opened(Path path, CaptureReader reader, FileDigest digest) {}

    List<Report.RefusedInput> refused() {
        return refused;
    }

    List<LoadedLane> load() {
        List<Opened> opened = open();
        Lanes lanes = new Lanes();
        CapturePass pass = new CapturePass(ports, Lanes.MAX_LANES, lanes);
        List<Report.CaptureFile> files = new ArrayList<>();
        List<CaptureHealth> health = new ArrayList<>();
        for (Opened one : opened) {
            try {
                pass.run(one.reader(), files.size());
            } catch (IOException e) {
                refused.add(new Report.RefusedInput(name(one.path()), "reading stopped: " + e.getMessage()));
            }
            health.add(one.reader().health());
            files.add(new Report.CaptureFile(
                    name(one.path()), digest(one), one.reader().health().frames()));
        }
        pass.close();
        List<Path> paths = opened.stream().map(Opened::path).toList();
        List<LoadedLane> loaded = new ArrayList<>();
        for (int lane = 0; lane < lanes.count(); lane++) {
            if (chosen(opened, lanes, lane)) {
                boolean alone = lanes.count() == 1 && input.interfaceName() == null;
                String name = alone ? null : laneName(opened, lanes, lane);
                loaded.add(new LoadedLane(index, name, pass.tap(lane), files, health, again(paths, lane)));
            }
        }
        if (loaded.isEmpty() && !opened.isEmpty()) {
            if (input.interfaceName() == null) {
                loaded.add(new LoadedLane(index, null, pass.tap(0), files, health, again(paths, 0)));
            } else {
                refuseInterface(opened);
            }
        }
        return loaded;
    }

    private FrameSource.Opener again(List<Path> paths, int lane) {
        Predicate<CaptureInterface> interfaces = input.interfaceName() == null ? every -> true : this::wanted;
        return () -> new LaneFrames(interfaces, paths, lane);
    }

    /** An interface that is not there must not pass for a tap that recorded nothing. */
    private void refuseInterface(List<Opened> opened) {
        String known = opened.stream()
                .flatMap(one -> one.reader().interfaces().stream())
                .map(one -> String.valueOf(one.name() == null ? one.id() : one.name()))
                .distinct()
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        refused.add(new Report.RefusedInput(
                name(opened.get(0).path()) + "@" + input.interfaceName(),
                "holds no packet of that interface" + (known.isEmpty() ? "" : "; it has " + known)));
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private String digest(Opened one) {
        try {
            return one.digest().finish(one.path());
        } catch (IOException e) {
            refused.add(new Report.RefusedInput(
                    name(one.path()), "could not be read again for its digest: " + e.getMessage()));
            return "";
        }
    }

    private List<Opened> open() {
        List<Opened> opened = new ArrayList<>();
        for (Path path : input.files()) {
            try {
                FileDigest digest = new FileDigest();
                CaptureReader reader = CaptureFiles.open(path, this::wanted, digest);
                readers.add(reader);
                opened.add(new Opened(path, reader, digest));
            } catch (IOException e) {
                refused.add(new Report.RefusedInput(name(path), Refusals.reason(e)));
            }
        }
        if (opened.size() > 1) {
            opened.sort(Comparator.comparingLong(one -> FirstFrame.nanos(one.path())));
        }
        return opened;
    }

    /** Interfaces that may hold what is wanted: in a capture on "any" each packet names its own. */
    private boolean wanted(CaptureInterface candidate) {
        return input.interfaceName() == null
                || candidate.linkType() == LinkType.LINUX_SLL2
                || bears(candidate, input.interfaceName());
    }

    private static boolean bears(CaptureInterface candidate, @Nullable String wanted) {
        return wanted == null
                || wanted.equals(candidate.name())
                || wanted.equals(candidate.description())
                || wanted.equals(String.valueOf(candidate.id()));
    }

    private boolean chosen(List<Opened> opened, Lanes lanes, int lane) {
        String wanted = input.interfaceName();
        int link = lanes.linkInterfaceIndex(lane);
        if (wanted == null || wanted.equals(laneName(opened, lanes, lane))) {
            return true;
        }
        return link == 0
                ? opened.stream()
                        .flatMap(one -> one.reader().interfaces().stream())
                        .anyMatch(one -> one.id() == lanes.interfaceId(lane) && bears(one, wanted))
                : wanted.equals(String.valueOf(link)) || wanted.equals("#" + link);
    }

    private static @Nullable String laneName(List<Opened> opened, Lanes lanes, int lane) {
        int id = lanes.interfaceId(lane);
        String name = opened.stream()
                .flatMap(one -> one.reader().interfaces().stream())
                .filter(candidate -> candidate.id() == id && candidate.name() != null)
                .map(candidate -> String.valueOf(candidate.name()))
                .findFirst()
                .orElse("interface " + id);
        int link = lanes.linkInterfaceIndex(lane);
        return link == 0 ? name : name + " #" + link;
    }

    @Override
    public void close() throws IOException {
        for (CaptureReader reader : readers) {
            reader.close();
        }
    }
}
