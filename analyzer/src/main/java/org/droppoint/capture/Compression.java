package org.droppoint.capture;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The compressions that a capture may come in, each loaded only when one does.
 *
 * <p>Libraries that lose what they decoded in the very call that fails are asked for few bytes at a time, so that a
 * cut-off file is read up to its cut.
 */
enum Compression {
    GZIP("gzip", Integer.MAX_VALUE) {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, INPUT_BYTES);
        }
    },
    ZSTD("Zstandard", Integer.MAX_VALUE) {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new ZstdInputStream(packed);
        }
    },
    LZ4("LZ4", 512) {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new FramedLZ4CompressorInputStream(packed, true);
        }
    },
    XZ("xz", Integer.MAX_VALUE) {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new XZInputStream(packed, MAX_DICTIONARY_KIB);
        }
    },
    BZIP2("bzip2", 1) {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new BZip2CompressorInputStream(packed, true);
        }
    };

    private static final int INPUT_BYTES = 64 * 1024;
    /** {@code xz -9} needs 65 MiB; a file that asks for more than this is refused. */
    private static final int MAX_DICTIONARY_KIB = 100 * 1024;

    private final String label;
    private final int stepBytes;

    Compression(String label, int stepBytes) {
        this.label = label;
        this.stepBytes = stepBytes;
    }

    abstract InputStream open(InputStream packed) throws IOException;

    String label() {
        return label;
    }

    /** How much to ask the decompressor for at once. */
    int stepBytes() {
        return stepBytes;
    }
}
