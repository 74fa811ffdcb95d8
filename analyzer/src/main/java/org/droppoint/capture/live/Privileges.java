package org.droppoint.capture.live;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this process lacks to capture, and how to grant it. */
public final class Privileges {
    /** Bit numbers of capabilities(7). */
    private static final int CAP_NET_RAW = 13;

    private Privileges() {}

    /** Whether the process may open a packet socket; true where that cannot be told. */
    public static boolean mayCapture() {
        return !Platform.isLinux() || hasNetRaw(status());
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads the effective set from the lines of {@code /proc/self/status}; true where they do not say. */
    static boolean hasNetRaw(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).strip())
                .filter(mask -> mask.matches("[0-9a-fA-F]{1,16}"))
                .map(mask -> (Long.parseUnsignedLong(mask, 16) & 1L << CAP_NET_RAW) != 0)
                .findFirst()
                .orElse(true);
    }

    /** Some lines for people, none of them with a word that depends on this machine but the path of its Java. */
    public static String advice() {
        if (Platform.isWindows()) {
            return "Run it as an administrator, or install Npcap without \"restrict to administrators\".";
        }
        if (Platform.isMac()) {
            return "The devices /dev/bpf* must be readable: 'sudo droppoint live …', or install Wireshark's ChmodBPF.";
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return String.join(
                System.lineSeparator(),
                (mayCapture() ? "The capability CAP_NET_RAW is there" : "The capability CAP_NET_RAW is missing")
                        + "; one of these grants it:",
                "  for this run:   sudo setpriv --reuid=$USER --init-groups --inh-caps=+net_raw --ambient-caps=+net_raw"
                        + " droppoint live …",
                "  as a service:   AmbientCapabilities=CAP_NET_RAW in its systemd unit",
                "  for this Java:  sudo setcap cap_net_raw+ep " + java
                        + "   (every program it runs may capture then; its library folder must be in ld.so.conf)",
                "  without any:    --host 'cmd:sudo tcpdump -U -s0 -w - -i IFACE port 25' captures by another program");
    }
}
