package org.droppoint.capture.live;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an open source.
 *
 * @param linkType as capture files number them
 * @param snapLengthBytes 0 for no limit, or unknown
 * @param filter in libpcap's language, null where none is known
 * @param prompt frames are delivered as they come: while the source is open, silence means that nothing passed. False
 *     for streams, whose far end may hold frames back
 */
public record SourceDescription(
        String name,
        @Nullable String description,
        int linkType,
        int snapLengthBytes,
        @Nullable String filter,
        boolean prompt) {}
