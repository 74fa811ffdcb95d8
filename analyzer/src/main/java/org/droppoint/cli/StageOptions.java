package org.droppoint.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.droppoint.base.Tap;
import org.droppoint.pipeline.StageSide;
import org.droppoint.pipeline.TapInput;
import picocli.CommandLine;

/** Captures that a firewall took of its own stages, each of both its sides, as Palo Alto's do. */
final class StageOptions {
    @CommandLine.Option(
            names = "--received",
            paramLabel = "FILE",
            description = {
                "Palo Alto's receive stage: what entered the firewall, from either side. With --transmitted it",
                "makes the taps inside and outside; the drop stage goes to --dropped."
            })
    private List<String> received = new ArrayList<>();

    @CommandLine.Option(
            names = "--transmitted",
            paramLabel = "FILE",
            description = "Palo Alto's transmit stage: what left the firewall, to either side.")
    private List<String> transmitted = new ArrayList<>();

    @CommandLine.Option(
            names = "--processed",
            paramLabel = "FILE",
            description = "Palo Alto's firewall stage: what got as far as a session; said beside the sessions.")
    private List<Path> processed = new ArrayList<>();

    List<Path> processed() {
        return processed;
    }

    /** Whether the taps inside and outside come from stages. */
    boolean given() {
        return !received.isEmpty() || !transmitted.isEmpty();
    }

    /** The taps inside and outside, or none where no stage was given. */
    List<TapInput> taps(CaptureArguments arguments, Set<String> otherTaps) {
        if (!given()) {
            return List.of();
        }
        if (received.isEmpty() || transmitted.isEmpty()) {
            throw new UsageException("--received and --transmitted belong together: neither shows one side alone");
        }
        if (otherTaps.contains(Tap.INSIDE) || otherTaps.contains(Tap.OUTSIDE)) {
            throw new UsageException("--received and --transmitted are inside and outside: leave those two out");
        }
        List<Path> in = files(received, arguments);
        List<Path> out = files(transmitted, arguments);
        Set<Path> both = new HashSet<>(in);
        both.retainAll(out);
        if (!both.isEmpty()) {
            throw new UsageException("'" + both.iterator().next() + "' is given as received and as transmitted");
        }
        List<Path> all = new ArrayList<>(in);
        all.addAll(out);
        Set<Path> entered = Set.copyOf(in);
        return List.of(
                new TapInput(Tap.INSIDE, all, null, new StageSide(entered, true)),
                new TapInput(Tap.OUTSIDE, all, null, new StageSide(entered, false)));
    }

    /** Each file is read for either side, and before that to learn which address lies where. */
    private static List<Path> files(List<String> given, CaptureArguments arguments) {
        List<Path> files = new ArrayList<>();
        for (String one : given) {
            files.addAll(arguments.plainFiles(one));
        }
        for (Path file : files) {
            if (file.equals(TapInput.STANDARD_INPUT) || Files.exists(file) && !Files.isRegularFile(file)) {
                throw new UsageException("'" + file + "' can be read only once, and a stage is read for either side:"
                        + " save it to a file");
            }
        }
        return files;
    }
}
