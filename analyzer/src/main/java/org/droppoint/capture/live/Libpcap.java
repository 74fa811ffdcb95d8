package org.droppoint.capture.live;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * libpcap's functions for an open capture, bound directly: pcap4j offers no time-stamp source, keeps no error codes
 * apart, and makes several objects a packet. Names and semantics are those of pcap(3PCAP).
 */
final class Libpcap {
    static final int ERROR_BUFFER_BYTES = 256;

    static final int ERROR = -1;
    static final int ERROR_BREAK = -2;
    static final int ERROR_NO_SUCH_DEVICE = -5;
    static final int ERROR_PERMISSION = -8;
    static final int ERROR_INTERFACE_DOWN = -9;
    static final int WARNING_PROMISCUOUS = 2;
    static final int WARNING_TIMESTAMP_TYPE = 3;
    static final int ERROR_PROMISCUOUS_PERMISSION = -11;

    static final int PRECISION_NANOSECONDS = 1;

    private Libpcap() {}

    /** Receives one packet; both pointers are valid during the call. */
    interface Handler extends Callback {
        void packet(Pointer user, Pointer header, Pointer bytes);
    }

    /**
     * Loads the library.
     *
     * @throws LiveCaptureException if there is none, saying how to install it
     */
    static void load() throws LiveCaptureException {
        if (Loading.COMPLAINT != null) {
            throw new LiveCaptureException(Loading.COMPLAINT, true);
        }
    }

    /** Loads once, when first asked for. */
    private static final class Loading {
        static final @Nullable String COMPLAINT = register();

        private Loading() {}
    }

    private static @Nullable String register() {
        try {
            if (Platform.isWindows()) {
                Npcap.addLibraryFolder();
            }
            Native.register(Libpcap.class, NativeLibrary.getInstance(libraryName()));
            return null;
        } catch (UnsatisfiedLinkError e) {
            return advice();
        }
    }

    /** Debian and others install the bare name only with the development files. */
    private static String libraryName() {
        if (Platform.isWindows()) {
            return "wpcap";
        }
        return Platform.isLinux() && !hasPlainName() ? "libpcap.so.0.8" : "pcap";
    }

    private static boolean hasPlainName() {
        try {
            NativeLibrary.getInstance("pcap");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static String advice() {
        String install = Platform.isWindows()
                ? "install Npcap from https://npcap.com/ (looked for wpcap.dll in " + Npcap.folder() + ")"
                : Platform.isMac()
                        ? "it is part of macOS, so this Java may not load system libraries"
                        : "install it: 'apt install libpcap0.8', 'dnf install libpcap' or the like";
        return "libpcap was not found; " + install
                + ". Streams ('cmd:…', a FIFO, '-') and everything offline work without it";
    }

    /** Where Npcap puts its library, which is not in the usual search path unless installed "WinPcap compatible". */
    static final class Npcap {
        private Npcap() {}

        static String folder() {
            String system = System.getenv("SystemRoot");
            return (system == null ? "C:\\Windows" : system) + "\\System32\\Npcap";
        }

        static void addLibraryFolder() {
            String folder = folder();
            if (new File(folder).isDirectory()) {
                // Holds for pcap4j too, which loads the same library by the same name.
                NativeLibrary.addSearchPath("wpcap", folder);
                NativeLibrary.addSearchPath("Packet", folder);
            }
        }
    }

    static native @Nullable Pointer pcap_create(String source, byte[] errorBuffer);

    static native int pcap_set_snaplen(Pointer handle, int bytes);

    static native int pcap_set_promisc(Pointer handle, int on);

    static native int pcap_set_timeout(Pointer handle, int millis);

    static native int pcap_set_immediate_mode(Pointer handle, int on);

    static native int pcap_set_buffer_size(Pointer handle, int bytes);

    static native int pcap_set_tstamp_type(Pointer handle, int type);

    static native int pcap_set_tstamp_precision(Pointer handle, int precision);

    static native int pcap_get_tstamp_precision(Pointer handle);

    static native int pcap_list_tstamp_types(Pointer handle, PointerByReference types);

    static native void pcap_free_tstamp_types(Pointer types);

    static native int pcap_activate(Pointer handle);

    static native int pcap_setnonblock(Pointer handle, int on, byte[] errorBuffer);

    static native int pcap_datalink(Pointer handle);

    static native int pcap_snapshot(Pointer handle);

    static native int pcap_compile(Pointer handle, Pointer program, String filter, int optimize, int netmask);

    static native int pcap_setfilter(Pointer handle, Pointer program);

    static native void pcap_freecode(Pointer program);

    static native @Nullable Pointer pcap_open_dead(int linkType, int snapLength);

    static native int pcap_dispatch(Pointer handle, int count, Handler handler, @Nullable Pointer user);

    static native void pcap_breakloop(Pointer handle);

    static native int pcap_stats(Pointer handle, Pointer statistics);

    static native Pointer pcap_geterr(Pointer handle);

    static native Pointer pcap_statustostr(int status);

    static native void pcap_close(Pointer handle);
}
