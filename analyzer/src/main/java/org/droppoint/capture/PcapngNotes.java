package org.droppoint.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Gathers what the blocks of a pcapng file say beside its packets. */
final class PcapngNotes {
    private static final int SECTION_OPTIONS = 24;
    private static final int OPT_COMMENT = 1;
    private static final int SHB_HARDWARE = 2;
    private static final int SHB_APPLICATION = 4;
    private static final int RECORDS = 8;
    private static final int NRB_IPV4 = 1;
    private static final int NRB_IPV6 = 2;
    private static final int SECRETS_TYPE = 8;
    private static final int SECRETS_LENGTH = 12;
    private static final int ENTERPRISE = 8;
    private static final int MAX_KINDS = 64;
    private static final int MAX_TEXT_BYTES = 512;

    private final Set<String> writers = new LinkedHashSet<>();
    private final Map<String, Long> secrets = new TreeMap<>();
    private final Map<Long, Long> custom = new TreeMap<>();
    private boolean bigEndian;
    private int sections;
    private long comments;
    private long commentedFrame;
    private long names;
    private long packetIds;
    private long verdicts;

    void section(byte[] bytes, int block, int total, boolean order) {
        bigEndian = order;
        sections++;
        options(bytes, block + SECTION_OPTIONS, block + total - 4);
    }

    private void options(byte[] bytes, int from, int end) {
        for (int at = from; PacketOptions.fits(bytes, at, end, bigEndian); at = behind(bytes, at)) {
            int code = PacketOptions.code(bytes, at, bigEndian);
            if (code == OPT_COMMENT) {
                comments++;
            } else if (code >= SHB_HARDWARE && code <= SHB_APPLICATION && writers.size() < MAX_KINDS) {
                String text = text(bytes, at + 4, PacketOptions.length(bytes, at, bigEndian));
                if (!text.isEmpty()) {
                    writers.add(text);
                }
            }
        }
    }

    private int behind(byte[] bytes, int at) {
        return PacketOptions.behind(bytes, at, bigEndian);
    }

    static String text(byte[] bytes, int at, int length) {
        String raw = new String(bytes, at, Math.min(length, MAX_TEXT_BYTES), StandardCharsets.UTF_8);
        return raw.replaceAll("\\p{Cntrl}", " ").strip();
    }

    void packet(PacketOptions options, long number) {
        if (options.comments() > 0) {
            comments += options.comments();
            commentedFrame = commentedFrame == 0 ? number : commentedFrame;
        }
        packetIds += options.hasPacketId() ? 1 : 0;
        verdicts += options.hasVerdict() ? 1 : 0;
    }

    void interfaceComments(long count) {
        comments += count;
    }

    /** A whole block of a kind that holds no packet. */
    void block(int type, byte[] bytes, int block, int total) {
        int end = block + total - 4;
        switch (type) {
            case PcapngBlocks.NAME_RESOLUTION -> names += names(bytes, block + RECORDS, end);
            case PcapngBlocks.DECRYPTION_SECRETS -> secrets(bytes, block, end);
            case PcapngBlocks.CUSTOM, PcapngBlocks.CUSTOM_NOT_COPIED -> {
                if (block + ENTERPRISE + 4 <= end && custom.size() < MAX_KINDS) {
                    custom.merge(Bytes.uint32(bytes, block + ENTERPRISE, bigEndian), 1L, Long::sum);
                }
            }
            default -> {
                // nothing to note
            }
        }
    }

    private long names(byte[] bytes, int from, int end) {
        long found = 0;
        for (int at = from; PacketOptions.fits(bytes, at, end, bigEndian); at = behind(bytes, at)) {
            int type = PacketOptions.code(bytes, at, bigEndian);
            found += type == NRB_IPV4 || type == NRB_IPV6 ? 1 : 0;
        }
        return found;
    }

    private void secrets(byte[] bytes, int block, int end) {
        if (block + SECRETS_LENGTH + 4 > end || secrets.size() == MAX_KINDS) {
            return;
        }
        String kind =
                switch (Bytes.int32(bytes, block + SECRETS_TYPE, bigEndian)) {
                    case 0x544c534b -> "TLS key log";
                    case 0x5353484b -> "SSH key log";
                    case 0x57474b4c -> "WireGuard key log";
                    case 0x5a4e574b, 0x5a415053 -> "ZigBee keys";
                    default -> "secrets of an unknown kind";
                };
        secrets.merge(kind, Bytes.uint32(bytes, block + SECRETS_LENGTH, bigEndian), Long::sum);
    }

    /** A block too large to be held. */
    void large(int type) {
        if (type == PcapngBlocks.DECRYPTION_SECRETS) {
            secrets.merge("secrets of an unknown kind", (long) ByteFeed.MAX_REQUIRED_BYTES, Long::sum);
        }
    }

    CaptureNotes notes(List<String> packings, List<PcapngInterface> interfaces) {
        List<String> details = new ArrayList<>();
        details.add(bigEndian ? "big-endian" : "little-endian");
        if (sections > 1) {
            details.add(sections + " sections");
        }
        return new CaptureNotes(
                "pcapng",
                packings,
                details,
                List.copyOf(writers),
                comments,
                commentedFrame,
                names,
                secrets,
                custom,
                packetIds,
                verdicts,
                interfaces.stream().map(PcapngInterface::notes).toList());
    }
}
