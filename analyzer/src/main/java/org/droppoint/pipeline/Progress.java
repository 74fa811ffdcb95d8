package org.droppoint.pipeline;

/**
 * Hears how far a long analysis is. Called from the threads that read, so implementations take calls from several at
 * once; they must not slow them down, and nothing of the result depends on them.
 */
public interface Progress {
    /** Nobody listens. */
    Progress NONE = new Progress() {
        @Override
        public void expect(long bytes) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void stage(String name) {}
    };

    /** How many bytes the files to be read have, as they are on disk; said once, before the first is read. */
    void expect(long bytes);

    /** So many more bytes of files were read. */
    void read(long bytes);

    /** What is done from now on, now that all is read. */
    void stage(String name);
}
