package org.droppoint.pipeline;

import java.io.IOException;

/** The captures given do not fit the taps that they are said to be. */
public final class UnclearRolesException extends IOException {
    private static final long serialVersionUID = 1;

    public UnclearRolesException(String message) {
        super(message);
    }
}
