package org.droppoint.capture;

import org.jspecify.annotations.Nullable;

/**
 * An interface of a capture: pcapng's IDB, or the one that a classic pcap implies. Snap length 0 means no limit. On
 * Windows the name is a GUID and the description is what people know it by.
 */
public record CaptureInterface(
        int id, @Nullable String name, int linkType, int snapLengthBytes, @Nullable String description) {

    public CaptureInterface(int id, @Nullable String name, int linkType, int snapLengthBytes) {
        this(id, name, linkType, snapLengthBytes, null);
    }
}
