package org.droppoint.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the interfaces of all sections of a pcapng file one numbering. A later section that describes an interface
 * again, as files put one behind the other do, does not make a new one.
 */
final class InterfaceRegistry {
    private record Key(@Nullable String name, @Nullable String description, int linkType, int snapLengthBytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && Objects.equals(name, that.name)
                    && Objects.equals(description, that.description)
                    && linkType == that.linkType
                    && snapLengthBytes == that.snapLengthBytes;
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(name) + linkType;
        }
    }

    private final FeedReader reader;
    private final Map<Key, List<CaptureInterface>> known = new HashMap<>();
    private final Map<Key, Integer> inSection = new HashMap<>();
    private Map<Key, Integer> before = Map.of();

    InterfaceRegistry(FeedReader reader) {
        this.reader = reader;
    }

    void beginSection() {
        before = Map.copyOf(inSection);
        inSection.clear();
    }

    /** The section that began last was none: what is described next belongs to the one before. */
    void resumeSection() {
        inSection.clear();
        inSection.putAll(before);
    }

    /** The second interface of a kind in one section is the second of that kind in the file, and so on. */
    CaptureInterface of(PcapngInterface.Description read) {
        Key key = new Key(read.name(), read.description(), read.linkType(), read.snapLengthBytes());
        List<CaptureInterface> alike = known.computeIfAbsent(key, none -> new ArrayList<>());
        int index = inSection.merge(key, 1, Integer::sum) - 1;
        if (index == alike.size()) {
            alike.add(reader.addInterface(read.name(), read.linkType(), read.snapLengthBytes(), read.description()));
        }
        return alike.get(index);
    }
}
