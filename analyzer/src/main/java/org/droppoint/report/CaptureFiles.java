package org.droppoint.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names the file that a tap and a file index stand for. */
public final class CaptureFiles {
    private final Map<String, List<String>> byTap = new HashMap<>();

    public CaptureFiles(Report report) {
        for (Report.Capture capture : report.captures()) {
            List<String> names = byTap.computeIfAbsent(capture.tap(), tap -> new ArrayList<>());
            capture.files().forEach(file -> names.add(file.name()));
        }
    }

    /** The file's name; the tap's name with the index where the report does not list that file. */
    public String name(String tap, int file) {
        List<String> names = byTap.getOrDefault(tap, List.of());
        return file >= 0 && file < names.size() ? names.get(file) : file == 0 ? tap : tap + "#" + file;
    }
}
