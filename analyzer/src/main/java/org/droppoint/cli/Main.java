package org.droppoint.cli;

/** Entry point of the command {@code droppoint}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
