package org.droppoint.finding.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.droppoint.base.Direction;
import org.droppoint.flow.HandshakeOptions;
import org.droppoint.flow.SegmentStore;
import org.droppoint.flow.TcpFlags;
import org.droppoint.flow.TimeToLive;

/** What a reset's header fields say beside those of its claimed sender's other packets at the same tap. */
final class ResetHeader {
    /** Routes change by a router or two; devices that forge start from another number. */
    private static final int SAME_ROUTE_HOPS = 2;

    /** Between two packets of one connection a stack that counts its identifications hardly sends more. */
    private static final int MOST_COUNTED = 2_000;

    /** Less could be chance, as a clock shows whole ticks. */
    private static final int TELLING_TICKS = 10;

    private final ResetPeers peers;
    private final SegmentStore store;
    private final int row;

    ResetHeader(ResetPeers peers) {
        this.peers = peers;
        this.store = peers.store();
        this.row = peers.row();
    }

    List<ResetSign> signs() {
        List<ResetSign> signs = new ArrayList<>();
        timeToLive().ifPresent(signs::add);
        identification().ifPresent(signs::add);
        window().ifPresent(signs::add);
        dontFragment().ifPresent(signs::add);
        timestamp().ifPresent(signs::add);
        congestion().ifPresent(signs::add);
        return signs;
    }

    /**
     * Every packet of one sender reaches a tap with what its way leaves of its TTL (RFC 791 section 3.1). A value that
     * routers have diminished is that way's own; 64, 128 and 255 are everybody's first value.
     */
    private Optional<ResetSign> timeToLive() {
        int ttl = store.ttl(row);
        TreeSet<Integer> usual = new TreeSet<>();
        peers.before().forEach(other -> usual.add(store.ttl(other)));
        peers.after().forEach(other -> usual.add(store.ttl(other)));
        peers.elsewhere().forEach(peer -> usual.add(peer.leg().leg().store().ttl(peer.row())));
        int counted =
                peers.before().size() + peers.after().size() + peers.elsewhere().size();
        if (counted == 0) {
            return Optional.empty();
        }
        if (usual.contains(ttl)) {
            boolean common = TimeToLive.isInitial(ttl);
            return Optional.of(
                    common
                            ? ResetSign.own(
                                    ResetSign.FAINT,
                                    "has TTL " + ttl + " like its others, but so has whatever starts at " + ttl)
                            : ResetSign.own(ResetSign.STRONG, "has TTL " + ttl + " like its others"));
        }
        int apart =
                usual.stream().mapToInt(other -> Math.abs(other - ttl)).min().orElse(0);
        double weight = apart <= SAME_ROUTE_HOPS || counted < ResetPeers.ENOUGH ? ResetSign.HABIT : ResetSign.PHYSICAL;
        return Optional.of(ResetSign.alien(
                weight,
                "has TTL " + ttl + " where that sender's others have "
                        + usual.stream().map(String::valueOf).collect(Collectors.joining(" and "))));
    }

    /**
     * A stack that counts its IP identifications goes on counting (RFC 6864 lets it do as it likes). Zero says nothing:
     * stacks answer so where they hold no connection, or none yet.
     */
    private Optional<ResetSign> identification() {
        int id = store.ipId(row);
        List<Integer> own = peers.before().stream()
                .map(store::ipId)
                .filter(other -> other != 0)
                .toList();
        if (store.isIpv6(row) || id == 0 || own.size() < ResetPeers.ENOUGH || !counts(own)) {
            return Optional.empty();
        }
        int last = own.get(own.size() - 1);
        int step = id - last & 0xFFFF;
        return Optional.of(
                step > 0 && step <= countedUpTo(last)
                        ? ResetSign.own(
                                ResetSign.STRONG, "goes on in that sender's count of IP-IDs (" + last + ", " + id + ")")
                        : ResetSign.alien(
                                ResetSign.STRONG,
                                "breaks that sender's count of IP-IDs (" + last + ", then " + id + ")"));
    }

    /** How far the count may have gone since: no farther than the sender's next packet shows. */
    private int countedUpTo(int last) {
        int most = MOST_COUNTED;
        for (int other : peers.after()) {
            int step = store.ipId(other) - last & 0xFFFF;
            most = store.ipId(other) != 0 && step > 0 ? Math.min(most, step) : most;
        }
        return most;
    }

    private static boolean counts(List<Integer> ids) {
        for (int i = 1; i < ids.size(); i++) {
            int step = ids.get(i) - ids.get(i - 1) & 0xFFFF;
            if (step == 0 || step > MOST_COUNTED) {
                return false;
            }
        }
        return true;
    }

    /** A window matters in no reset; who fills it in with the connection's own knows the connection. */
    private Optional<ResetSign> window() {
        int window = store.window(row);
        if (window == 0 || peers.before().isEmpty()) {
            return Optional.empty();
        }
        int last = store.window(peers.before().get(peers.before().size() - 1));
        return Optional.of(
                window == last
                        ? ResetSign.own(ResetSign.HABIT, "carries that sender's last window, " + window)
                        : ResetSign.alien(
                                ResetSign.FAINT, "carries window " + window + " where that sender's last was " + last));
    }

    private Optional<ResetSign> dontFragment() {
        long set = peers.before().stream().filter(store::dontFragment).count();
        boolean habit = peers.before().size() >= ResetPeers.ENOUGH
                && (set == 0 || set == peers.before().size());
        boolean odd = habit && !store.isIpv6(row) && store.dontFragment(row) != (set > 0);
        return odd
                ? Optional.of(ResetSign.alien(
                        ResetSign.FAINT,
                        (set > 0 ? "lacks" : "sets") + " the don't-fragment bit, unlike that sender's others"))
                : Optional.empty();
    }

    /** A time stamp of the sender's own clock cannot be guessed by who does not read along (RFC 7323 section 5.4). */
    private Optional<ResetSign> timestamp() {
        int stamp = store.timestamp(row);
        List<Integer> stamped = peers.before().stream()
                .filter(other -> store.timestamp(other) != 0)
                .toList();
        if (stamp == 0 || stamped.isEmpty()) {
            return Optional.empty();
        }
        int last = stamped.get(stamped.size() - 1);
        int step = stamp - store.timestamp(last);
        if (step < 0) {
            return Optional.of(ResetSign.alien(ResetSign.STRONG, "carries a time stamp older than its last"));
        }
        return Optional.of(
                keepsTime(stamped.get(0), last, step)
                        ? ResetSign.own(ResetSign.STRONG, "carries the time stamp that its sender's clock shows then")
                        : ResetSign.own(ResetSign.HABIT, "carries a time stamp that goes on from its last"));
    }

    /** Whether the sender's clock went on from its last packet to the reset as fast as it had gone before. */
    private boolean keepsTime(int first, int last, int step) {
        double ticks = store.timestamp(last) - store.timestamp(first);
        double nanos = store.epochNanos(last) - store.epochNanos(first);
        double due = nanos <= 0 ? 0 : ticks / nanos * (store.epochNanos(row) - store.epochNanos(last));
        return ticks >= TELLING_TICKS && due >= TELLING_TICKS && Math.abs(step - due) <= Math.max(1, due / 10);
    }

    /** CWR and ECE belong to connections that agreed on ECN in their SYNs (RFC 3168 section 6.1); elsewhere to nobody. */
    private Optional<ResetSign> congestion() {
        int marks = store.flags(row) & (TcpFlags.CWR | TcpFlags.ECE);
        HandshakeOptions client = peers.leg().leg().options(Direction.CLIENT_TO_SERVER);
        HandshakeOptions server = peers.leg().leg().options(Direction.SERVER_TO_CLIENT);
        if (marks == 0 || client == null || server == null) {
            return Optional.empty();
        }
        String names = String.join(" and ", TcpFlags.names(marks));
        return Optional.of(
                client.ecnSetup() && server.ecnSetup()
                        ? ResetSign.neutral("sets " + names + ", which means nothing here: ECN was agreed on")
                        : ResetSign.alien(
                                ResetSign.HABIT,
                                "sets " + names
                                        + " although ECN was not agreed on, as no stack of this connection would"));
    }
}
