package org.droppoint.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestTest {
    @TempDir
    Path folder;

    private static String expected(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] some(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void takesWhatAReaderReadsAndWhatItLeavesOut() throws IOException, NoSuchAlgorithmException {
        byte[] records = PcapReaderTest.tenRecords(0xa1b2c3d4L, true);
        byte[] bytes = Arrays.copyOf(records, records.length + 700_000);
        Path file = Files.write(folder.resolve("x"), bytes);
        FileDigest digest = new FileDigest();
        try (CaptureReader reader = CaptureFiles.open(file, any -> true, digest)) {
            reader.next(new Frame());
        }
        assertEquals(expected(bytes), digest.finish(file));
    }

    @Test
    void overlapsAndLeapsDoNotMatter() throws IOException, NoSuchAlgorithmException {
        byte[] bytes = some(1000);
        Path file = Files.write(folder.resolve("x"), bytes);
        FileDigest digest = new FileDigest();
        digest.update(bytes, 0, 100, 0);
        digest.update(bytes, 50, 150, 50);
        digest.update(bytes, 600, 100, 600);
        digest.update(bytes, 0, 200, 0);
        digest.update(bytes, 200, 1, 200);
        assertEquals(expected(bytes), digest.finish(file));
    }

    @Test
    void anEmptyFileHasADigestToo() throws IOException, NoSuchAlgorithmException {
        assertEquals(expected(new byte[0]), FileDigest.sha256(Files.createFile(folder.resolve("empty"))));
    }
}
