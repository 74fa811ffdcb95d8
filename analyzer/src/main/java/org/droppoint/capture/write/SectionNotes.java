package org.droppoint.capture.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the section header says about the origin of a capture; nothing is filled in that is not given. */
public record SectionNotes(
        @Nullable String hardware, @Nullable String system, @Nullable String application, List<String> comments) {
    public static final SectionNotes NONE = new SectionNotes(null, null, null, List.of());

    public SectionNotes {
        comments = List.copyOf(comments);
    }
}
