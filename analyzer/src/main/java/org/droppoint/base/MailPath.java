package org.droppoint.base;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The places of a mail session's path in order from the host to the server, and the taps between them. The usual
 * taps host, inside and outside imply the hops lan, firewall and upstream even where a tap is missing; the gap
 * between a tap of the user's own and its neighbour is called {@code A..B}.
 */
public final class MailPath {
    private static final List<String> USUAL = List.of(Tap.HOST, Tap.INSIDE, Tap.OUTSIDE);
    private static final List<Place> USUAL_HOPS = List.of(Place.LAN, Place.FIREWALL, Place.UPSTREAM);

    private final List<Tap> taps;
    private final List<List<Place>> gaps;

    /**
     * @param names the names of the taps in path order
     * @throws IllegalArgumentException if a name stands twice, or usual taps stand in the wrong order
     */
    public MailPath(List<String> names) {
        Set<String> distinct = new LinkedHashSet<>(names);
        if (distinct.size() != names.size()) {
            throw new IllegalArgumentException("a tap is named twice: " + names);
        }
        List<String> usual = names.stream().filter(USUAL::contains).toList();
        if (!usual.equals(USUAL.stream().filter(names::contains).toList())) {
            throw new IllegalArgumentException("host, inside and outside stand in this order on a path: " + names);
        }
        List<Tap> ordered = new ArrayList<>();
        for (String name : names) {
            ordered.add(new Tap(name, ordered.size()));
        }
        this.taps = List.copyOf(ordered);
        this.gaps = gapsOf(names);
    }

    private static List<List<Place>> gapsOf(List<String> names) {
        List<List<Place>> gaps = new ArrayList<>();
        for (int i = 0; i <= names.size(); i++) {
            int left = i == 0 ? 0 : USUAL.indexOf(names.get(i - 1));
            int right = i == names.size() ? USUAL.size() : USUAL.indexOf(names.get(i));
            if (left >= 0 && right >= 0) {
                gaps.add(USUAL_HOPS.subList(left, right));
            } else {
                String from = i == 0 ? Place.HOST.name() : names.get(i - 1);
                String to = i == names.size() ? Place.SERVER.name() : names.get(i);
                gaps.add(List.of(new Place(from + ".." + to, Place.Kind.HOP)));
            }
        }
        return List.copyOf(gaps);
    }

    /** Whether the contract names this tap, and not the user. */
    public static boolean isUsual(Tap tap) {
        return USUAL.contains(tap.name());
    }

    public List<Tap> taps() {
        return taps;
    }

    /** Every place that may hold a fault between two taps; -1 stands for the host's end, the tap count for the server. */
    public List<Place> between(int nearerHost, int nearerServer) {
        List<Place> places = new ArrayList<>();
        if (nearerHost < 0) {
            places.add(Place.HOST);
        }
        for (int gap = Math.max(-1, nearerHost) + 1; gap <= Math.min(taps.size(), nearerServer); gap++) {
            places.addAll(gaps.get(gap));
        }
        if (nearerServer >= taps.size()) {
            places.add(Place.SERVER);
        }
        return places;
    }

    /** All places in path order, both ends included. */
    public List<Place> places() {
        return between(-1, taps.size());
    }

    public Tap tap(String name) {
        return taps.stream()
                .filter(tap -> tap.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tap " + name + " on this path"));
    }
}
