package org.droppoint.capture.live;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One activated libpcap capture. One thread, but for {@link #breakLoop}. */
final class PcapHandle implements AutoCloseable {
    /** How long the kernel may collect frames into a batch. */
    private static final int TIMEOUT_MILLIS = 100;

    private static final int NETMASK_UNKNOWN = -1;
    /** {@code struct bpf_program}: a count, padding, a pointer. */
    private static final int PROGRAM_BYTES = 16;
    /** {@code struct pcap_stat}: three counters, and more on Windows. */
    private static final int STATISTICS_BYTES = 32;

    private @Nullable Pointer handle;
    private final boolean nanoseconds;
    private final List<String> remarks = new ArrayList<>();

    private PcapHandle(Pointer handle, boolean nanoseconds) {
        this.handle = handle;
        this.nanoseconds = nanoseconds;
    }

    static PcapHandle open(NicSettings settings) throws LiveCaptureException {
        Libpcap.load();
        byte[] error = new byte[Libpcap.ERROR_BUFFER_BYTES];
        Pointer created = Libpcap.pcap_create(settings.interfaceName(), error);
        if (created == null) {
            throw new LiveCaptureException(settings.interfaceName() + ": " + Native.toString(error), true);
        }
        Libpcap.pcap_set_snaplen(created, settings.snapLengthBytes());
        Libpcap.pcap_set_promisc(created, settings.promiscuous() ? 1 : 0);
        Libpcap.pcap_set_timeout(created, TIMEOUT_MILLIS);
        Libpcap.pcap_set_immediate_mode(created, settings.immediate() ? 1 : 0);
        Libpcap.pcap_set_buffer_size(created, settings.bufferBytes());
        if (settings.nanoseconds()) {
            Libpcap.pcap_set_tstamp_precision(created, Libpcap.PRECISION_NANOSECONDS);
        }
        try {
            stampFrom(created, settings);
        } catch (LiveCaptureException e) {
            Libpcap.pcap_close(created);
            throw e;
        }
        int status = Libpcap.pcap_activate(created);
        if (status < 0) {
            LiveCaptureException failure = failure(settings.interfaceName(), created, status);
            Libpcap.pcap_close(created);
            throw failure;
        }
        // Linux waits for the first frame however long the time-out; a silent interface must be known to be alive.
        Libpcap.pcap_setnonblock(created, 1, error);
        boolean nanos = Libpcap.pcap_get_tstamp_precision(created) == Libpcap.PRECISION_NANOSECONDS;
        PcapHandle opened = new PcapHandle(created, nanos);
        if (status > 0) {
            opened.remarks.add(text(Libpcap.pcap_statustostr(status)));
        }
        return opened;
    }

    private static void stampFrom(Pointer created, NicSettings settings) throws LiveCaptureException {
        TimestampSource source = settings.timestampSource();
        if (source != null && Libpcap.pcap_set_tstamp_type(created, source.number()) != 0) {
            throw new LiveCaptureException(
                    settings.interfaceName() + " offers no time stamps of the source " + source.label() + "; it has "
                            + String.join(", ", sources(created)),
                    true);
        }
    }

    private static List<String> sources(Pointer created) {
        PointerByReference list = new PointerByReference();
        int count = Libpcap.pcap_list_tstamp_types(created, list);
        List<String> names = new ArrayList<>();
        if (count > 0) {
            for (int number : list.getValue().getIntArray(0, count)) {
                for (TimestampSource source : TimestampSource.values()) {
                    if (source.number() == number) {
                        names.add(source.label());
                    }
                }
            }
            Libpcap.pcap_free_tstamp_types(list.getValue());
        }
        return names.isEmpty() ? List.of("its default only") : names;
    }

    private static LiveCaptureException failure(String name, Pointer created, int status) {
        String detail = text(Libpcap.pcap_geterr(created));
        String meaning = text(Libpcap.pcap_statustostr(status));
        String said = name + ": " + (detail.isEmpty() ? meaning : meaning + " (" + detail + ")");
        return switch (status) {
            case Libpcap.ERROR_PERMISSION, Libpcap.ERROR_PROMISCUOUS_PERMISSION ->
                new LiveCaptureException(said + System.lineSeparator() + Privileges.advice(), true);
            case Libpcap.ERROR_NO_SUCH_DEVICE ->
                new LiveCaptureException(said + "; 'droppoint interfaces' lists what there is", true);
            default -> new LiveCaptureException(said, false);
        };
    }

    /** @throws LiveCaptureException if the filter does not compile for this link layer */
    void filter(String expression) throws LiveCaptureException {
        Pointer open = open();
        try (Memory program = new Memory(PROGRAM_BYTES)) {
            program.clear();
            int compiled = Libpcap.pcap_compile(open, program, expression, 1, NETMASK_UNKNOWN);
            if (compiled != 0) {
                throw new LiveCaptureException(
                        "the filter '" + expression + "' does not compile: " + text(Libpcap.pcap_geterr(open)), true);
            }
            int set = Libpcap.pcap_setfilter(open, program);
            Libpcap.pcap_freecode(program);
            if (set != 0) {
                throw new LiveCaptureException("the filter was refused: " + text(Libpcap.pcap_geterr(open)), true);
            }
        }
    }

    /** Why a filter does not compile for Ethernet, or null where it does; needs no privilege. */
    static @Nullable String complaint(String expression) throws LiveCaptureException {
        Libpcap.load();
        Pointer dead = Libpcap.pcap_open_dead(1, NicSettings.MAX_SNAP_LENGTH_BYTES);
        if (dead == null) {
            return null;
        }
        try (PcapHandle handle = new PcapHandle(dead, false);
                Memory program = new Memory(PROGRAM_BYTES)) {
            program.clear();
            if (Libpcap.pcap_compile(dead, program, expression, 1, NETMASK_UNKNOWN) != 0) {
                return text(Libpcap.pcap_geterr(handle.open()));
            }
            Libpcap.pcap_freecode(program);
            return null;
        }
    }

    /** What libpcap remarked when it opened the interface: a mode or a time-stamp source that it could not have. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    boolean nanoseconds() {
        return nanoseconds;
    }

    /** libpcap's own number for the link layer. */
    int dataLink() {
        return Libpcap.pcap_datalink(open());
    }

    int snapLength() {
        return Libpcap.pcap_snapshot(open());
    }

    /**
     * Delivers what is waiting, and does not wait.
     *
     * @return how many frames came, 0 where none was waiting, {@link Libpcap#ERROR_BREAK} when told to stop
     * @throws LiveCaptureException if the interface went away
     */
    int dispatch(Libpcap.Handler handler) throws LiveCaptureException {
        Pointer open = open();
        int count = Libpcap.pcap_dispatch(open, -1, handler, null);
        if (count == Libpcap.ERROR) {
            throw new LiveCaptureException(text(Libpcap.pcap_geterr(open)), false);
        }
        return count;
    }

    void breakLoop() {
        Pointer open = handle;
        if (open != null) {
            Libpcap.pcap_breakloop(open);
        }
    }

    SourceCounters counters() {
        try (Memory statistics = new Memory(STATISTICS_BYTES)) {
            statistics.clear();
            if (Libpcap.pcap_stats(open(), statistics) != 0) {
                return SourceCounters.NONE;
            }
            long received = statistics.getInt(0) & 0xFFFF_FFFFL;
            long dropped = statistics.getInt(4) & 0xFFFF_FFFFL;
            long byInterface = statistics.getInt(8) & 0xFFFF_FFFFL;
            return new SourceCounters(received, dropped + byInterface);
        }
    }

    private Pointer open() {
        Pointer open = handle;
        if (open == null) {
            throw new IllegalStateException("the capture is closed");
        }
        return open;
    }

    private static String text(@Nullable Pointer pointer) {
        return pointer == null
                ? ""
                : pointer.getString(0, StandardCharsets.UTF_8.name()).strip();
    }

    /** Bytes of a C {@code long} here; {@code struct timeval} has two. */
    static int longBytes() {
        return NativeLong.SIZE;
    }

    @Override
    public void close() {
        Pointer open = handle;
        handle = null;
        if (open != null) {
            Libpcap.pcap_close(open);
        }
    }
}
