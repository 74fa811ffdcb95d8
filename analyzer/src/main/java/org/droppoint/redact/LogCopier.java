package org.droppoint.redact;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies a text log line by line, redacted. */
public final class LogCopier {
    /** Longer lines are cut: no log has them, and a file without line ends is none. */
    private static final int MAX_LINE_CHARS = 1 << 16;

    private final Redaction redaction;

    public LogCopier(Redaction redaction) {
        this.redaction = redaction;
    }

    /** UTF-16 becomes UTF-8; bytes that are neither are taken one by one. */
    public void copy(Path from, Path to) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from))) {
            Charset charset = charset(in);
            Charset written = charset == StandardCharsets.ISO_8859_1 ? charset : StandardCharsets.UTF_8;
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, charset));
                    BufferedWriter out = Files.newBufferedWriter(to, written)) {
                StringBuilder line = new StringBuilder();
                for (int c = lines.read(); c >= 0; c = lines.read()) {
                    if (c == '\n') {
                        write(line, out);
                        out.write('\n');
                    } else if (line.length() < MAX_LINE_CHARS) {
                        line.append((char) c);
                    }
                }
                write(line, out);
            }
        }
    }

    private void write(StringBuilder line, BufferedWriter out) throws IOException {
        out.write(redaction.logLine(line.toString()));
        line.setLength(0);
    }

    private static Charset charset(InputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        if (first == 0xFF && second == 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (first == 0xFE && second == 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        in.reset();
        return StandardCharsets.ISO_8859_1;
    }
}
