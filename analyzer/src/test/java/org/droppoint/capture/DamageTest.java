package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captures damaged in every way that a copy, a full disk or a broken tool damages them: never fewer frames than what
 * tshark (by editcap, which reads with its library) or tcpdump get, and more wherever they give up inside the file.
 */
class DamageTest {
    /** All suitable captures of the collection: {@code -Ddamage.files=1000}; the table goes to target/damage.tsv. */
    private static final int FILES = Integer.getInteger("damage.files", 5);

    private static final int MIN_FRAMES = 12;
    private static final int MAX_BYTES = 400_000;

    @TempDir
    Path folder;

    private enum Damage {
        /** Bytes that were never a capture, put between two records. */
        JUNK_BETWEEN(true) {
            @Override
            byte[] of(Cut cut) {
                return cut.with(cut.middle(), cut.middle(), junk(48));
            }
        },
        /** The same over the end of one record and the head of the next. */
        JUNK_ACROSS(true) {
            @Override
            byte[] of(Cut cut) {
                return cut.with(cut.middle() - 20, cut.middle() + 28, junk(48));
            }
        },
        /** Sectors that were never written. */
        ZEROS(true) {
            @Override
            byte[] of(Cut cut) {
                int from = cut.middle() - 6;
                return cut.with(from, Math.min(from + 512, cut.at(cut.count() - 3)), new byte[512]);
            }
        },
        /** A block of the file is not there: records end in the middle of others. */
        HOLE(true) {
            @Override
            byte[] of(Cut cut) {
                int from = cut.middle() + 21;
                return cut.with(from, Math.min(from + 333, cut.at(cut.count() - 3)), new byte[0]);
            }
        },
        /** A record that claims two gigabytes. */
        WILD_LENGTH(true) {
            @Override
            byte[] of(Cut cut) {
                return cut.with(cut.lengthField(), cut.lengthField() + 4, cut.field(0x7fff_fff0));
            }
        },
        /** A snap length of 4 bytes in the file's header, over frames of any size. */
        SNAP_LENGTH(false) {
            @Override
            byte[] of(Cut cut) {
                return cut.with(cut.snapField(), cut.snapField() + 4, cut.field(4));
            }
        },
        /** The end of the file is missing. */
        CUT_OFF(false) {
            @Override
            byte[] of(Cut cut) {
                return Arrays.copyOf(cut.whole, cut.middle() + 9);
            }
        },
        /** Another capture of the other byte order, header and all, in the middle: two files thrown together. */
        FOREIGN_SECTION(true) {
            @Override
            byte[] of(Cut cut) {
                CaptureBytes other = new CaptureBytes(cut.order == ByteOrder.LITTLE_ENDIAN);
                byte[] data = new byte[60];
                if (cut.pcapng) {
                    other.block(
                            0x0A0D0D0AL,
                            new CaptureBytes(cut.order == ByteOrder.LITTLE_ENDIAN)
                                    .u32(0x1A2B3C4DL)
                                    .u16(1)
                                    .u16(0)
                                    .u64(-1));
                    return cut.with(cut.middle(), cut.middle(), other.bytes());
                }
                other.pcapHeader(0xa1b2c3d4L, 4, 65535, 1).pcapRecord(1_700_000_000, 1, data, data.length);
                return cut.with(cut.middle(), cut.middle(), other.bytes());
            }
        };

        /** Whether the file goes on behind the damage, so that somebody who goes on too gets more. */
        final boolean inside;

        Damage(boolean inside) {
            this.inside = inside;
        }

        abstract byte[] of(Cut cut);

        private static byte[] junk(int length) {
            byte[] junk = new byte[length];
            new Random(4711).nextBytes(junk);
            return junk;
        }
    }

    /** A capture and where its records lie. */
    private static final class Cut {
        final byte[] whole;
        final boolean pcapng;
        final ByteOrder order;
        private final List<Integer> records = new ArrayList<>();

        Cut(byte[] whole) {
            this.whole = whole;
            int magic = ByteBuffer.wrap(whole).getInt();
            pcapng = magic == 0x0A0D0D0A;
            int first = pcapng ? ByteBuffer.wrap(whole).getInt(8) : magic;
            boolean little = first == 0x4D3C2B1A || first == 0xd4c3b2a1 || first == 0x4d3cb2a1;
            order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            for (int at = pcapng ? 0 : 24; at + 16 <= whole.length; ) {
                boolean packet = !pcapng || number(at) == 6;
                int length = pcapng ? number(at + 4) : 16 + number(at + 8);
                if (length < 12 || length > whole.length - at) {
                    break;
                }
                if (packet) {
                    records.add(at);
                }
                at += length;
            }
        }

        private int number(int at) {
            return ByteBuffer.wrap(whole).order(order).getInt(at);
        }

        byte[] field(long value) {
            return ByteBuffer.allocate(4).order(order).putInt((int) value).array();
        }

        /** How many of the frames read are the capture's own, byte by byte: programs make others of damage. */
        long genuine(Captures.Whole read) throws IOException {
            Map<ByteBuffer, Integer> own = new HashMap<>();
            for (Captures.Kept frame : Captures.read(whole).frames()) {
                own.merge(ByteBuffer.wrap(frame.bytes()), 1, Integer::sum);
            }
            return read.frames().stream()
                    .filter(frame -> own.merge(ByteBuffer.wrap(frame.bytes()), -1, Integer::sum) >= 0)
                    .count();
        }

        int count() {
            return records.size();
        }

        int at(int index) {
            return records.get(index);
        }

        int middle() {
            return at(count() / 2);
        }

        int lengthField() {
            return middle() + (pcapng ? 20 : 8);
        }

        /** Of the first interface; pcapng writes it at byte 12 of the block behind the section's header. */
        int snapField() {
            return pcapng ? number(4) + 12 : 16;
        }

        byte[] with(int from, int to, byte[] instead) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(whole, 0, from);
            out.writeBytes(instead);
            out.write(whole, to, whole.length - to);
            return out.toByteArray();
        }
    }

    private static final class Sum {
        long files;
        long frames;
        long ours;
        long tshark;
        long tcpdump;
    }

    @Test
    void neverFewerFramesThanOthersGetAndMoreBehindDamage() throws IOException, InterruptedException {
        assumeTrue(runs("editcap", "--version") && runs("tcpdump", "--version"), "editcap or tcpdump is not here");
        Map<Damage, Sum> sums = new EnumMap<>(Damage.class);
        List<String> fewer = new ArrayList<>();
        int used = 0;
        for (String[] row : PublicCaptures.reference()) {
            Path file = PublicCaptures.file(row[0]);
            if (used == FILES || row[0].startsWith("damaged/") || Files.size(file) > MAX_BYTES) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(file);
            CaptureFormat format = bytes.length < 24 ? null : CaptureFormat.of(bytes);
            boolean suitable = format == CaptureFormat.PCAP || format == CaptureFormat.PCAPNG;
            Cut cut = suitable ? new Cut(bytes) : null;
            if (cut == null || cut.count() < MIN_FRAMES || cut.count() != Integer.parseInt(row[4])) {
                continue;
            }
            used++;
            for (Damage damage : Damage.values()) {
                measure(row[0], cut, damage, sums.computeIfAbsent(damage, any -> new Sum()), fewer);
            }
        }
        write(sums);
        assertEquals(List.of(), fewer);
        assertTrue(used >= Math.min(FILES, 5), used + " captures damaged");
        for (Map.Entry<Damage, Sum> one : sums.entrySet()) {
            boolean more = one.getValue().ours > one.getValue().tshark && one.getValue().ours > one.getValue().tcpdump;
            assertTrue(more || !one.getKey().inside, one.getKey() + " gave no more than others get");
        }
    }

    private void measure(String name, Cut cut, Damage damage, Sum sum, List<String> fewer)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("damaged"), damage.of(cut));
        long ours = cut.genuine(Captures.read(file));
        long tshark = cut.genuine(copied("editcap", "-F", "pcapng", file.toString(), "-"));
        long tcpdump = cut.genuine(copied("tcpdump", "-r", file.toString(), "-w", "-", "-U"));
        sum.files++;
        sum.frames += cut.count();
        sum.ours += ours;
        sum.tshark += tshark;
        sum.tcpdump += tcpdump;
        if (ours < tshark || ours < tcpdump) {
            fewer.add(name + " " + damage + ": " + ours + " of " + cut.count() + ", tshark " + tshark + ", tcpdump "
                    + tcpdump);
        }
    }

    private static void write(Map<Damage, Sum> sums) throws IOException {
        List<String> lines = new ArrayList<>(List.of("damage\tfiles\tframes\tours\ttshark\ttcpdump"));
        sums.forEach((damage, sum) -> lines.add(damage + "\t" + sum.files + "\t" + sum.frames + "\t" + sum.ours + "\t"
                + sum.tshark + "\t" + sum.tcpdump));
        Files.write(Files.createDirectories(Path.of("target")).resolve("damage.tsv"), lines);
    }

    // ---- the others ----

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** What a program passes on from the file before it stops; nothing where it refuses the file. */
    private static Captures.Whole copied(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        process.waitFor();
        return Captures.read(
                out.length < 24
                        ? new CaptureBytes(false)
                                .pcapHeader(0xa1b2c3d4L, 4, 65535, 1)
                                .bytes()
                        : out);
    }
}
