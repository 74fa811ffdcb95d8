package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The path as a drawing needs it: columns (the taps, and the two ends where no tap stands) and the places in the gaps
 * between them. Positions count in half columns: column i stands at 2i, the middle of the gap behind it at 2i + 1. It
 * is made from names alone, so a report that contradicts itself still gets a drawing.
 */
public final class PathLayout {
    private final List<Column> columns;
    private final List<List<String>> gaps;

    /** A vertical line of a ladder: a tap, or an end of the path without a tap. */
    public record Column(String name, boolean tap) {}

    private PathLayout(List<Column> columns, List<List<String>> gaps) {
        this.columns = List.copyOf(columns);
        this.gaps = List.copyOf(gaps);
    }

    public static PathLayout of(Report report) {
        List<String> path = report.path();
        List<String> taps = report.taps();
        String far = path.isEmpty() ? "server" : path.get(path.size() - 1);
        int firstHop = path.isEmpty() ? 0 : 1;
        int lastHop = Math.max(firstHop, path.size() - 1);
        boolean tapAtHost = !taps.isEmpty() && taps.get(0).equals("host");
        List<Column> columns = new ArrayList<>();
        List<List<String>> gaps = new ArrayList<>();
        int next = firstHop;
        if (!tapAtHost) {
            columns.add(new Column(path.size() < 2 ? "host" : path.get(0), false));
        }
        for (int i = 0; i < taps.size(); i++) {
            int until = i == 0 && tapAtHost ? firstHop : hopsBefore(taps, i, path, next, lastHop);
            if (!columns.isEmpty()) {
                gaps.add(List.copyOf(path.subList(next, until)));
            }
            columns.add(new Column(taps.get(i), true));
            next = until;
        }
        gaps.add(List.copyOf(path.subList(Math.min(next, lastHop), lastHop)));
        columns.add(new Column(far, false));
        return new PathLayout(columns, gaps);
    }

    /** Up to which index the path's places lie before a tap. */
    private static int hopsBefore(List<String> taps, int tap, List<String> path, int from, int lastHop) {
        String name = taps.get(tap);
        for (int i = from; i < lastHop; i++) {
            String place = path.get(i);
            boolean endsHere = place.endsWith(".." + name)
                    || (name.equals("inside") && place.equals("lan"))
                    || (name.equals("outside") && place.equals("firewall"));
            if (endsHere) {
                return i + 1;
            }
            boolean startsHere = place.startsWith(name + "..")
                    || (name.equals("inside") && place.equals("firewall"))
                    || (name.equals("outside") && place.equals("upstream"));
            if (startsHere) {
                return i;
            }
        }
        return from;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The places between column {@code index} and the next. */
    public List<String> gap(int index) {
        return gaps.get(index);
    }

    /** Half-column position of the last column. */
    public int lastPosition() {
        return 2 * (columns.size() - 1);
    }

    /** Position of a tap's column; -1 where it has none. */
    public int tapPosition(String tap) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).tap() && columns.get(i).name().equals(tap)) {
                return 2 * i;
            }
        }
        return -1;
    }

    /** Position of a place where packets can vanish: the middle of its gap, or an end; -1 where it is not on the path. */
    public int placePosition(String place) {
        for (int i = 0; i < gaps.size(); i++) {
            if (gaps.get(i).contains(place)) {
                return 2 * i + 1;
            }
        }
        if (place.equals("host")) {
            return 0;
        }
        return place.equals(columns.get(columns.size() - 1).name()) ? lastPosition() : -1;
    }
}
