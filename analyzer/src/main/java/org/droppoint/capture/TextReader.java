package org.droppoint.capture;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packets printed as text by a firewall. Whatever else stands between them, prompts and terminal control, is passed
 * over; a packet with a damaged or missing row is left out and counted, as wrong bytes would be worse than none.
 */
final class TextReader extends FeedReader {
    private static final int MAX_INTERFACES = 4096;
    private static final String DROPPED = " packets dropped by kernel";

    private final LineFeed lines;
    private final TextDialect dialect;
    private final Predicate<CaptureInterface> wanted;
    private final Map<String, CaptureInterface> known = new HashMap<>();
    private final byte[] packet = new byte[MAX_FRAME_BYTES];

    private TextDialect.@Nullable Head head;
    private TextDialect.@Nullable Head following;
    private long headOffset;
    private long followingOffset;
    private int length;
    private boolean damaged;
    /** An empty line followed the rows: what comes now belongs to another packet, unless it continues exactly. */
    private boolean closed;

    private boolean orphaned;
    private boolean finished;
    private long dropped = -1;

    TextReader(CaptureInput input, TextDialect dialect, Predicate<CaptureInterface> wanted) {
        super(input);
        this.lines = new LineFeed(feed);
        this.dialect = dialect;
        this.wanted = wanted;
    }

    @Override
    public boolean next(Frame into) throws IOException {
        while (!finished) {
            boolean whole = collect();
            boolean delivered = whole && complete(into);
            head = following;
            headOffset = followingOffset;
            following = null;
            length = 0;
            damaged = false;
            closed = false;
            orphaned = false;
            if (delivered) {
                return true;
            }
        }
        return ended();
    }

    /** Reads up to the next packet's head line, which is kept; false where there was no packet before it. */
    private boolean collect() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            TextDialect.Head begins = dialect.head(line);
            if (begins != null) {
                following = begins;
                followingOffset = lines.offset();
                return head != null;
            }
            if (line.isEmpty()) {
                closed = length > 0;
            } else if (head != null) {
                row(line);
            }
            count(line);
        }
        finished = true;
        String note = dialect.timeNote();
        if (note != null && (head != null || number > 0)) {
            ledger.problem(0, 0, note);
        }
        return head != null;
    }

    private void row(String line) {
        int now = dialect.row(line, packet, length);
        if (now == TextDialect.NO_ROW || orphaned) {
            return;
        }
        if (now > length) {
            length = now;
        } else if (!lines.terminated()) {
            ledger.problem(lines.offset(), 0, "cut off inside a row of packet " + (number + 1));
        } else if (closed) {
            orphaned = true;
            ledger.problem(
                    lines.offset(), 0, "rows behind packet " + (number + 1) + " without a line that begins a packet");
        } else {
            damaged = true;
        }
    }

    /** The sniffer's own last words. */
    private void count(String line) {
        if (line.endsWith(DROPPED)) {
            try {
                long count = Long.parseLong(line.substring(0, line.length() - DROPPED.length()));
                dropped = Math.max(0, dropped) + Math.max(0, count);
            } catch (NumberFormatException e) {
                // a terminal's control characters before the number: no count is no statement
            }
        }
    }

    private boolean complete(Frame into) {
        TextDialect.Head begun = head;
        if (begun == null || length == 0 && !damaged) {
            return false;
        }
        number++;
        if (damaged) {
            ledger.lost();
            ledger.problem(headOffset, 0, "a damaged row of hexadecimal: packet " + number + " is left out");
            return false;
        }
        int link = LinkTypes.guess(packet, 0, length);
        CaptureInterface iface = iface(begun.iface(), link);
        if (iface == null || !wanted.test(iface)) {
            return false;
        }
        ledger.time(begun.epochNanos());
        deliver(into, packet, 0, length, LinkTypes.lengthOnWire(packet, length, link), iface, begun.epochNanos(), -1);
        return true;
    }

    /** Interfaces are told apart by name and by what their packets begin with. */
    private @Nullable CaptureInterface iface(@Nullable String name, int linkType) {
        String key = linkType + " " + name;
        CaptureInterface found = known.get(key);
        if (found == null && known.size() < MAX_INTERFACES) {
            found = addInterface(name, linkType, 0, null);
            known.put(key, found);
        }
        return found;
    }

    @Override
    public ClockBase clockBase() {
        return dialect.clockBase();
    }

    @Override
    List<String> formatAndDetails() {
        return List.of(dialect.label(), "text");
    }

    @Override
    OptionalLong droppedByCapture() {
        return dropped < 0 ? OptionalLong.empty() : OptionalLong.of(dropped);
    }
}
