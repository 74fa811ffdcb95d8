package org.droppoint.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.droppoint.base.TimeSpan;
import org.droppoint.capture.CaptureSet;

/**
 * In which order the files of one tap are read.
 *
 * @param strands captures side by side, each a list of files that follow each other
 * @param gaps when the files together do not tell what passed
 * @param remarks how the files fit together, in words
 * @param oneInterface whether all that is in them is one place, whatever its interfaces are called
 * @param copies files made here, which the reader of the plan deletes
 */
record ReadingPlan(
        List<List<InputFile>> strands,
        List<TimeSpan> gaps,
        List<String> remarks,
        boolean oneInterface,
        List<Path> copies) {

    /**
     * @param standardInput what an input named {@code -} is read from
     * @param refuse takes the name of a file that cannot be read, and why
     */
    static ReadingPlan of(List<Path> paths, InputStream standardInput, BiConsumer<String, IOException> refuse) {
        List<InputFile> files =
                paths.stream().map(path -> InputFile.of(path, standardInput)).toList();
        if (files.size() <= 1) {
            return new ReadingPlan(
                    files.isEmpty() ? List.of() : List.of(files), List.of(), List.of(), false, List.of());
        }
        List<Path> copies = new ArrayList<>();
        Map<Path, InputFile> byPath = new HashMap<>();
        List<Path> readable = new ArrayList<>();
        for (InputFile file : files) {
            try {
                InputFile again = file.once() ? file.spooled() : file;
                if (again != file) {
                    copies.add(again.path());
                }
                byPath.put(again.path(), again);
                readable.add(again.path());
            } catch (IOException e) {
                refuse.accept(file.name(), e);
            }
        }
        CaptureSet set = CaptureSet.of(readable);
        set.refused().forEach(one -> refuse.accept(InputFile.name(one.file()), one.cause()));
        List<List<InputFile>> strands = new ArrayList<>();
        for (CaptureSet.Strand strand : set.strands()) {
            strands.add(
                    files(strand.files().stream().map(CaptureSet.Member::file).toList(), byPath));
        }
        if (!set.empty().isEmpty()) {
            List<InputFile> last = new ArrayList<>(strands.isEmpty() ? List.of() : strands.remove(strands.size() - 1));
            last.addAll(files(set.empty(), byPath));
            strands.add(last);
        }
        return new ReadingPlan(strands, set.gaps(), set.remarks(), set.oneInterfaceEach(), copies);
    }

    /**
     * Two captures that one command took together: where only one of them holds frames, the other one ran all the same.
     *
     * @param addresses what the two taught
     * @param found how it was found what they are, in words; may be empty
     */
    static ReadingPlan sideBySide(ReadingPlan one, ReadingPlan other, StageAddresses addresses, String found) {
        return new ReadingPlan(
                joined(one.strands, other.strands),
                joined(addresses.blind(), joined(one.gaps, other.gaps)),
                joined(List.of(found + addresses.reason()), joined(one.remarks, other.remarks)),
                true,
                joined(one.copies, other.copies));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static List<InputFile> files(List<Path> paths, Map<Path, InputFile> byPath) {
        return paths.stream()
                .map(path -> java.util.Objects.requireNonNull(byPath.get(path)))
                .toList();
    }
}
