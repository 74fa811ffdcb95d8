package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressedSourceTest {
    private static final int FRAMES = 4000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aCompressedCaptureReadsLikeThePlainOne(Compression compression) throws IOException {
        byte[] packed = pack(compression, capture());
        Captures.Whole fromStream = Captures.read(packed);
        assertEquals(FRAMES, fromStream.frames().size());
        assertEquals(List.of(), fromStream.health().problems());
        try (CaptureReader reader = CaptureFiles.open(Files.write(folder.resolve("x.pcap"), packed))) {
            Frame frame = new Frame();
            assertTrue(reader.next(frame));
            assertEquals(-1, frame.filePosition);
            byte[] expected = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.capturedLength);
            long position = reader.payload().keep(frame);
            byte[] back = new byte[expected.length];
            assertEquals(back.length, reader.payload().read(position, back, 0, back.length));
            assertArrayEquals(expected, back);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aConcatenationIsReadToItsEnd(Compression compression) throws IOException {
        byte[] plain = capture();
        byte[] head = pack(compression, Arrays.copyOf(plain, 100_003));
        byte[] tail = pack(compression, Arrays.copyOfRange(plain, 100_003, plain.length));
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        assertEquals(FRAMES, Captures.read(both).frames().size());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aCutFileIsReadUpToItsCut(Compression compression) throws IOException {
        byte[] packed = pack(compression, capture());
        int before = 0;
        for (int part = 1; part < 20; part++) {
            byte[] cut = Arrays.copyOf(packed, packed.length * part / 20);
            int frames = 0;
            try {
                Captures.Whole whole = Captures.read(cut);
                frames = whole.frames().size();
                assertTrue(
                        whole.health().problems().stream()
                                .anyMatch(problem -> problem.cause().contains(compression.label())),
                        whole.health().problems().toString());
            } catch (CaptureFormatException e) {
                assertEquals(0, before, "read " + before + " frames of a shorter cut");
            }
            assertTrue(frames >= before && frames < FRAMES, frames + " after " + before);
            before = frames;
        }
        assertTrue(before > FRAMES / 2, "only " + before + " frames of 19/20 of the file");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void noDamageThrows(Compression compression) throws IOException {
        byte[] packed = pack(compression, capture());
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = packed.clone();
            for (int i = 0; i < 3; i++) {
                damaged[20 + random.nextInt(damaged.length - 20)] = (byte) random.nextInt();
            }
            try {
                assertTrue(Captures.read(damaged).frames().size() <= FRAMES + 100);
            } catch (CaptureFormatException refused) {
                assertEquals("memory", refused.file());
            }
        }
    }

    @Test
    void aBombIsStopped() throws IOException {
        byte[] bomb = pack(Compression.BZIP2, new byte[40_000_000]);
        ByteFeed feed = new ByteFeed(new StreamSource(new ByteArrayInputStream(bomb)));
        CaptureInput input = new CaptureInput("bomb", feed, new FrameStore(null), false, false);
        try (ByteFeed unpacked = new ByteFeed(new CompressedSource(input, Compression.BZIP2, 1_000_000))) {
            long delivered = unpacked.skip(Long.MAX_VALUE);
            assertTrue(delivered >= 1_000_000 && delivered < 2_000_000, "delivered " + delivered);
            assertTrue(String.valueOf(unpacked.endedEarly()).contains("as no capture is"));
        }
    }

    @Test
    void compressedTwiceIsReadAndTooOftenIsRefused() throws IOException {
        byte[] packed = capture();
        for (int i = 0; i < 3; i++) {
            packed = pack(Compression.GZIP, packed);
            assertEquals(FRAMES, Captures.read(packed).frames().size());
        }
        byte[] tooOften = pack(Compression.GZIP, packed);
        assertThrows(CaptureFormatException.class, () -> Captures.read(tooOften));
    }

    @Test
    void aFailingDiskIsNoDamage() throws IOException {
        byte[] packed = pack(Compression.GZIP, capture());
        InputStream failing = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at > packed.length / 2) {
                    throw new IOException("disk on fire");
                }
                return packed[at++] & 0xff;
            }
        };
        IOException thrown = assertThrows(IOException.class, () -> {
            try (CaptureReader reader = CaptureFiles.open(failing, "x")) {
                Captures.read(reader);
            }
        });
        assertTrue(String.valueOf(thrown.getMessage()).contains("disk on fire"));
    }

    /** Packets that compress like mail: half random, half not. */
    private static byte[] capture() {
        Random random = new Random(1);
        CaptureBytes file = new CaptureBytes(false).pcapHeader(0xa1b2c3d4L, 4, 65535, 1);
        for (int i = 0; i < FRAMES; i++) {
            byte[] data = CaptureBytes.filled(100 + random.nextInt(200), i);
            for (int at = 0; at < data.length / 2; at++) {
                data[at] = (byte) random.nextInt();
            }
            file.pcapRecord(1_700_000_000L + i / 100, i % 100, data, data.length);
        }
        return file.bytes();
    }

    private static byte[] pack(Compression compression, byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packer(compression, packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static OutputStream packer(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPOutputStream(out);
            case ZSTD -> new ZstdOutputStream(out);
            case LZ4 -> new FramedLZ4CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case BZIP2 -> new BZip2CompressorOutputStream(out, 1);
        };
    }
}
