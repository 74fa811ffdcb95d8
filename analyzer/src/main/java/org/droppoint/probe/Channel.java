package org.droppoint.probe;

import java.io.IOException;

/** Where SMTP lines go: the bare connection, or TLS upon it. */
interface Channel {
    /** Reads at least one byte. */
    int read(byte[] into, int at, int length) throws IOException;

    void write(byte[] bytes) throws IOException;
}
