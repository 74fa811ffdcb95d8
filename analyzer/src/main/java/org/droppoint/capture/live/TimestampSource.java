package org.droppoint.capture.live;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who stamps a frame with its time (pcap-tstamp(7)); the numbers are libpcap's. */
public enum TimestampSource {
    HOST(0),
    HOST_LOWPREC(1),
    HOST_HIPREC(2),
    ADAPTER(3),
    ADAPTER_UNSYNCED(4),
    HOST_HIPREC_UNSYNCED(5);

    private final int number;

    TimestampSource(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The name that libpcap's programs know it by. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TimestampSource> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }
}
