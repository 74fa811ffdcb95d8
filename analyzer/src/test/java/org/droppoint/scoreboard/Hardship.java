package org.droppoint.scoreboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What real networks and captures do to correlation, each as lines added to a scenario. None of them moves the fault,
 * so that a verdict may stay or become silent and never name another place.
 */
enum Hardship {
    CLOCKS_HOURS_APART {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of(
                    "clock host " + millis(random, 900_000) + "ms",
                    "clock inside " + millis(random, 20_000_000) + "ms",
                    "clock outside " + millis(random, 40_000_000) + "ms");
        }
    },
    DRIFT {
        @Override
        List<String> lines(SplittableRandom random) {
            List<String> lines = new ArrayList<>();
            for (String tap : TAPS) {
                lines.add("clock " + tap + " " + millis(random, 3_000) + "ms drift=" + (random.nextInt(401) - 200)
                        + "ppm");
            }
            return lines;
        }
    },
    CLOCK_STEP {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("clock " + tap(random) + " +40ms step=" + millis(random, 4_000) + "ms at="
                    + (1_200 + random.nextInt(4_000)) + "ms");
        }
    },
    COARSE_STAMPS {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of(
                    "clock host resolution=" + pick(random, "1us", "10us", "100us"),
                    "clock inside +5s resolution=" + pick(random, "1us", "10us", "1ns"),
                    "tap outside format=" + pick(random, "pcap-us-le", "pcap-ns-be", "pcapng-us-le"));
        }
    },
    NAT {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("at firewall nat");
        }
    },
    PAT_MANY_FLOWS {
        @Override
        List<String> lines(SplittableRandom random) {
            int flows = random.nextInt(10) > 0 ? 6 + random.nextInt(10) : 100 + random.nextInt(200);
            return List.of("at firewall nat", "use flows=" + flows + " spacing=5ms");
        }
    },
    SEQUENCE_RANDOMISED {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("at firewall randomize-sequence");
        }
    },
    SACK_NOT_TRANSLATED {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("at firewall randomize-sequence no-sack-repair");
        }
    },
    OFFLOAD {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use offload=" + pick(random, "tso", "gro", "all") + " checksum-offload");
        }
    },
    SPLIT_TCP {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("at firewall proxy");
        }
    },
    OPTIONS_REWRITTEN {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of(
                    "at firewall clamp-mss 1380", "at firewall strip " + pick(random, "timestamps", "sack", "wscale"));
        }
    },
    SPAN_DUPLICATES {
        @Override
        List<String> lines(SplittableRandom random) {
            return TAPS.stream()
                    .filter(tap -> random.nextInt(3) > 0)
                    .map(tap -> "tap " + tap + " doubled")
                    .toList();
        }
    },
    TWO_TAPS_IN_ONE_FILE {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use one-file=inside,outside");
        }
    },
    SNAPLEN_96 {
        @Override
        List<String> lines(SplittableRandom random) {
            return TAPS.stream().map(tap -> "tap " + tap + " snaplen=96").toList();
        }
    },
    HEADERS_ONLY {
        @Override
        List<String> lines(SplittableRandom random) {
            return TAPS.stream().map(tap -> "tap " + tap + " snaplen=headers").toList();
        }
    },
    LATE_START {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("tap " + tap(random) + " late=" + (1_000 + random.nextInt(2_000)) + "ms");
        }
    },
    EARLY_END {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("tap " + tap(random) + " stop=" + (1_300 + random.nextInt(4_000)) + "ms");
        }
    },
    NO_OVERLAP {
        @Override
        List<String> lines(SplittableRandom random) {
            boolean early = random.nextBoolean();
            String tap = tap(random);
            int at = 1_300 + random.nextInt(1_500);
            List<String> lines = new ArrayList<>();
            for (String one : TAPS) {
                lines.add("tap " + one + (one.equals(tap) == early ? " stop=" : " late=") + at + "ms");
            }
            return lines;
        }
    },
    RANDOM_HOLES {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("tap " + tap(random) + " holes=" + (2 + random.nextInt(14)) + "%");
        }
    },
    PAUSE {
        @Override
        List<String> lines(SplittableRandom random) {
            int from = 1_100 + random.nextInt(1_500);
            return List.of(
                    "tap " + tap(random) + " hole=" + from + "ms.." + (from + 100 + random.nextInt(3_000)) + "ms");
        }
    },
    BLIND_AFTER_HANDSHAKE {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("tap " + tap(random) + " blind=data");
        }
    },
    ONE_DIRECTION_ONLY {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("tap " + tap(random) + " blind=" + (random.nextBoolean() ? "S>C" : "C>S"));
        }
    },
    /** What comes back takes another way: the firewall's two taps see one direction only. */
    ASYMMETRIC_ROUTES {
        @Override
        List<String> lines(SplittableRandom random) {
            String unseen = random.nextBoolean() ? "S>C" : "C>S";
            return List.of("tap inside blind=" + unseen, "tap outside blind=" + unseen);
        }
    },
    IP_FRAGMENTS {
        @Override
        List<String> lines(SplittableRandom random) {
            int most = 300 + random.nextInt(1_000);
            return random.nextBoolean()
                    ? List.of("tap outside fragments=" + most)
                    : List.of("tap inside fragments=" + most, "tap outside fragments=" + most);
        }
    },
    PORT_REUSE {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use port-reuse");
        }
    },
    WRAP {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use isn=wrap");
        }
    },
    TWO_TAPS {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("taps " + pick(random, "host outside", "inside outside", "host inside"));
        }
    },
    ONE_TAP {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("taps " + tap(random));
        }
    },
    MORE_TAPS {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("taps "
                    + pick(
                            random,
                            "host inside outside edge",
                            "inside outside edge",
                            "host outside edge",
                            "host inside edge",
                            "host edge"));
        }
    },
    LOAD_BALANCER {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("at firewall balance", "use flows=" + (1 + random.nextInt(4)));
        }
    },
    IPV6 {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use v6");
        }
    },
    NAT64 {
        @Override
        List<String> lines(SplittableRandom random) {
            return List.of("use v6", "at firewall nat64");
        }
    };

    private static final List<String> TAPS = List.of("host", "inside", "outside");

    abstract List<String> lines(SplittableRandom random);

    /** Whether the two contradict each other, or one is the other. */
    boolean excludes(Hardship other) {
        boolean fewTaps = fewerTaps() && (other.fewerTaps() || other == TWO_TAPS_IN_ONE_FILE);
        boolean otherFew = other.fewerTaps() && this == TWO_TAPS_IN_ONE_FILE;
        boolean flows = setsFlows() && other.setsFlows();
        boolean translated = translates() && other.translates();
        return this == other || fewTaps || otherFew || flows || translated;
    }

    private boolean fewerTaps() {
        return this == TWO_TAPS || this == ONE_TAP || this == MORE_TAPS;
    }

    private boolean setsFlows() {
        return this == PAT_MANY_FLOWS || this == LOAD_BALANCER;
    }

    private boolean translates() {
        return this == NAT64 || this == NAT || this == PAT_MANY_FLOWS || this == LOAD_BALANCER;
    }

    private static String tap(SplittableRandom random) {
        return TAPS.get(random.nextInt(TAPS.size()));
    }

    private static String pick(SplittableRandom random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String millis(SplittableRandom random, int most) {
        return String.format(Locale.ROOT, "%+d", random.nextInt(2 * most + 1) - most);
    }
}
