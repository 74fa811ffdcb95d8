package org.droppoint.correlate.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.droppoint.base.Endpoint;
import org.droppoint.flow.Leg;

/**
 * Where the server's address alone is translated, a client's port that one connection bears on either side, and no other one,
 * shows which two may be one.
 */
final class SoleClients {
    private SoleClients() {}

    /** A connection on either side. */
    record Pair<L, R>(L left, R right) {}

    /** In the order of those on the right. */
    static <L, R> List<Pair<L, R>> pairs(
            List<L> left, Function<L, Leg> leftLeg, List<R> right, Function<R, Leg> rightLeg) {
        Map<Endpoint, List<L>> here = byClient(left, leftLeg);
        Map<Endpoint, List<R>> there = byClient(right, rightLeg);
        List<Pair<L, R>> pairs = new ArrayList<>();
        for (R one : right) {
            Endpoint client = rightLeg.apply(one).key().client();
            List<L> same = here.getOrDefault(client, List.of());
            if (same.size() == 1 && there.getOrDefault(client, List.of()).size() == 1) {
                pairs.add(new Pair<>(same.get(0), one));
            }
        }
        return pairs;
    }

    private static <T> Map<Endpoint, List<T>> byClient(List<T> connections, Function<T, Leg> leg) {
        Map<Endpoint, List<T>> byClient = new HashMap<>();
        for (T one : connections) {
            byClient.computeIfAbsent(leg.apply(one).key().client(), client -> new ArrayList<>())
                    .add(one);
        }
        return byClient;
    }
}
