package org.droppoint.capture;

import org.jspecify.annotations.Nullable;

/** An interface of a capture: pcapng's IDB, or the one that a classic pcap implies. Snap length 0 means no limit. */
public record CaptureInterface(int id, @Nullable String name, int linkType, int snapLengthBytes) {}
