package org.droppoint.capture;

/** Damage in a capture: where it begins in the file, how many bytes were given up, and why. */
public record CaptureProblem(long fileOffset, long skippedBytes, String cause) {}
