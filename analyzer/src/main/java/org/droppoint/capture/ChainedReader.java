package org.droppoint.capture;

import java.io.IOException;
import java.util.Locale;

/**
 * Formats whose records lead to each other by their lengths alone, of the rarer kind: every header is checked, and
 * behind damage the reader goes on where several plausible records follow each other.
 */
abstract class ChainedReader extends FeedReader {
    private static final int CHAIN = 3;

    private final int headerBytes;

    ChainedReader(CaptureInput input, int headerBytes) {
        super(input);
        this.headerBytes = headerBytes;
    }

    /** The length of the record whose header stands at {@code at}, or -1 where none plausibly does. */
    abstract int recordBytes(byte[] bytes, int at);

    /**
     * Fills the frame from the whole record at {@code at}.
     *
     * @return false where the record holds no packet, or none that is wanted
     */
    abstract boolean record(Frame into, int at, int total);

    @Override
    public final boolean next(Frame into) throws IOException {
        while (feed.require(headerBytes)) {
            int total = recordBytes(feed.bytes, feed.at);
            if (total < 0) {
                if (!resynchronise()) {
                    return ended();
                }
                continue;
            }
            if (!feed.require(total)) {
                return cut("record " + (number + 1), total);
            }
            number++;
            int at = feed.at;
            boolean delivered = record(into, at, total);
            feed.at = at + total;
            if (delivered) {
                return true;
            }
        }
        return feed.atEnd() ? ended() : cut("the header of record " + (number + 1), headerBytes);
    }

    private boolean resynchronise() throws IOException {
        long from = feed.offset();
        feed.skip(1);
        while (feed.require(headerBytes)) {
            if (chained()) {
                damage(from);
                return true;
            }
            feed.at++;
        }
        feed.skip(headerBytes);
        damage(from);
        return false;
    }

    private boolean chained() throws IOException {
        int ahead = 0;
        for (int i = 0; i < CHAIN; i++) {
            if (!feed.require(ahead + headerBytes)) {
                return i > 0 && feed.available() == ahead;
            }
            int total = recordBytes(feed.bytes, feed.at + ahead);
            if (total < 0) {
                return false;
            }
            ahead += total;
        }
        return true;
    }

    private void damage(long from) {
        ledger.problem(
                from,
                feed.offset() - from,
                String.format(Locale.ROOT, "no record header where the one behind record %d should be", number));
    }
}
