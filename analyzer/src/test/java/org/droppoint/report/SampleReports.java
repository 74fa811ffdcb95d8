package org.droppoint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.droppoint.base.ByteRange;
import org.droppoint.base.MailPath;
import org.droppoint.base.Place;

/** Hand-made reports that cover the shapes a renderer meets. */
public final class SampleReports {
    private static final Report.Tool TOOL = new Report.Tool("droppoint", "0.1.0");
    private static final String ODD =
            "\u001b[31mred\u001b[0m \r\n</script><img src=x onerror=alert(1)>\u202e\u2028\u0000\u009b2J\uD800 =cmd|' /C calc'!A0 ```|x| Zal\u0300\u0301\u0302\u0303\u0304go 漢字";

    private SampleReports() {}

    /** Every sample, by name. */
    public static Map<String, Report> all() {
        return Map.of(
                "story", story(),
                "healthy", healthy(),
                "mixed", mixed(),
                "insufficient", insufficient(),
                "hostile", hostile(),
                "two-taps", twoTaps(),
                "own-taps", ownTaps(),
                "empty", empty());
    }

    public static Report named(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    /** The case of the product's name: six sessions of eight die in the firewall. */
    public static Report story() {
        List<Report.Flow> flows = new ArrayList<>();
        IntStream.range(0, 6).forEach(i -> flows.add(SampleFlows.dropAndReset(i)));
        flows.add(SampleFlows.healthy(6));
        flows.add(SampleFlows.healthy(7));
        return report(
                SampleFlows.TAPS,
                captures(),
                new Report.Verdict(
                        "drop-and-reset",
                        List.of("firewall"),
                        List.of(),
                        SampleFlows.S2C,
                        0.97,
                        "The firewall drops the server's TLS records",
                        "The firewall received the mail server's TLS handshake on its outside and never passed it on;"
                                + " 19 seconds later it reset the connection in both directions.",
                        List.of(new Report.Cause("drop-and-reset", List.of("firewall"), SampleFlows.S2C, 6)),
                        List.of(
                                new Report.Alternative(
                                        "silent-drop",
                                        List.of("upstream"),
                                        0.01,
                                        "Refuted: the missing bytes are seen at outside, frames 71, 72 and 74."),
                                new Report.Alternative(
                                        "pmtu-black-hole",
                                        List.of("firewall"),
                                        0.01,
                                        "Refuted: the 9-byte ServerHelloDone vanishes as well (outside, frame 74)."),
                                new Report.Alternative(
                                        "capture-loss",
                                        List.of("capture"),
                                        0.01,
                                        "Refuted: the client never acknowledges a byte beyond 342.")),
                        List.of(
                                "Switch SMTP/TLS inspection off for traffic to 198.51.100.25:25, or bypass the firewall"
                                        + " once, and send again.",
                                "Give the firewall's vendor frames 71, 72 and 74 of outside.pcapng (IP-ID, sequence"
                                        + " numbers) with the firewall's log of 12:46:12–12:46:31 UTC."),
                        List.of("All 6 failed sessions offer a server flight above 4 000 bytes; the 2 that passed are"
                                + " below 1 200."),
                        new Report.Counts(6, 2, 0)),
                flows,
                List.of(new Report.Log(
                        "SEND20180812-1.LOG",
                        3_000_000,
                        List.of(
                                new Report.LogSession(
                                        "08DEE4B1A234A940",
                                        "flow-1",
                                        List.of(
                                                new Report.Contradiction(
                                                        "certificate-not-sent",
                                                        "The log says \"Sending certificate\"; no such record left the"
                                                                + " host and the handshake never came that far."),
                                                new Report.Contradiction(
                                                        "closed-by-host",
                                                        "The log says Remote; the host closed first."))),
                                new Report.LogSession("08DEE4B1A234A941", null, List.of())))),
                List.of(new Report.RefusedInput(
                        "inside-old.etl", "an event trace; convert it with: etl2pcapng inside-old.etl out.pcapng")));
    }

    public static Report healthy() {
        return report(
                SampleFlows.TAPS,
                captures(),
                verdict(
                        "healthy",
                        List.of(),
                        "none",
                        0.99,
                        "Nothing is wrong on this path",
                        "All 3 sessions went through; nothing was lost between the taps.",
                        List.of(),
                        new Report.Counts(0, 3, 0)),
                List.of(SampleFlows.healthy(0), SampleFlows.healthy(1), SampleFlows.healthy(2)),
                List.of(),
                List.of());
    }

    /** Two causes of equal weight. */
    public static Report mixed() {
        return report(
                SampleFlows.TAPS,
                captures(),
                verdict(
                        "mixed",
                        List.of("lan", "firewall"),
                        "both",
                        0.74,
                        "Two faults, in the LAN and in the firewall",
                        "Half of the failed sessions die in the firewall, the other half in the LAN.",
                        List.of(
                                new Report.Cause("silent-drop", List.of("lan"), SampleFlows.C2S, 2),
                                new Report.Cause("drop-and-reset", List.of("firewall"), SampleFlows.S2C, 2)),
                        new Report.Counts(4, 1, 1)),
                List.of(
                        SampleFlows.dropAndReset(0),
                        SampleFlows.dropAndReset(1),
                        SampleFlows.inboundSilentDrop(2),
                        SampleFlows.inboundSilentDrop(3),
                        SampleFlows.healthy(4),
                        SampleFlows.untold(5)),
                List.of(),
                List.of());
    }

    public static Report insufficient() {
        List<Report.Capture> captures = new ArrayList<>(captures().subList(0, 2));
        captures.add(new Report.Capture(
                "outside",
                "eth1",
                List.of(new Report.CaptureFile("outside.pcap", "0".repeat(64), 12)),
                SampleFlows.START,
                SampleFlows.START,
                new Report.Clock(false, 0, 0, 0, SampleFlows.START, false, "no common packets", List.of()),
                new Report.Health(12, 0, List.of("snap length 96 cuts every frame", "does not overlap the others")),
                "given by --outside",
                0,
                0));
        return report(
                SampleFlows.TAPS,
                captures,
                new Report.Verdict(
                        "insufficient-evidence",
                        List.of(),
                        List.of("lan", "firewall", "upstream"),
                        "none",
                        0.6,
                        "The captures cannot tell",
                        "The outside capture does not overlap the others, so the fault cannot be placed.",
                        List.of(),
                        List.of(),
                        List.of("Capture again with all three taps running at once, without a snap length."),
                        List.of(),
                        new Report.Counts(0, 0, 1)),
                List.of(SampleFlows.untold(0)),
                List.of(),
                List.of());
    }

    /** Only host and outside: the gap between them holds two hops. */
    public static Report twoTaps() {
        List<String> taps = List.of("host", "outside");
        return report(
                taps,
                List.of(captures().get(0), captures().get(2)),
                verdict(
                        "connect-blocked",
                        List.of("upstream", "server"),
                        SampleFlows.C2S,
                        0.9,
                        "The far end does not answer",
                        "Connection attempts leave the firewall and nothing comes back.",
                        List.of(new Report.Cause("connect-blocked", List.of("upstream", "server"), SampleFlows.C2S, 2)),
                        new Report.Counts(2, 0, 0)),
                List.of(SampleFlows.unanswered(0), SampleFlows.unanswered(1)),
                List.of(),
                List.of());
    }

    /** Taps with names of the user's own. */
    public static Report ownTaps() {
        List<String> taps = List.of("host", "core-switch", "dmz", "inside", "outside", "isp");
        return report(
                taps,
                List.of(),
                verdict(
                        "silent-drop",
                        List.of("core-switch..dmz"),
                        SampleFlows.C2S,
                        0.88,
                        "Data vanishes between core-switch and dmz",
                        "Packets that pass core-switch never reach dmz.",
                        List.of(new Report.Cause("silent-drop", List.of("core-switch..dmz"), SampleFlows.C2S, 1)),
                        new Report.Counts(1, 0, 0)),
                List.of(SampleFlows.unanswered(0)),
                List.of(),
                List.of());
    }

    /** No session at all. */
    public static Report empty() {
        return new Report(
                TOOL,
                List.of("host", "server"),
                List.of(),
                List.of(),
                verdict(
                        "insufficient-evidence",
                        List.of(),
                        "none",
                        0,
                        "",
                        "No SMTP session in the captures.",
                        List.of(),
                        new Report.Counts(0, 0, 0)),
                List.of(),
                List.of(),
                List.of(new Report.RefusedInput("x", "")));
    }

    /** Everything a stranger can choose is hostile, and the report contradicts itself. */
    public static Report hostile() {
        List<String> odd = List.of(ODD, "");
        Report.LadderStep step = new Report.LadderStep(
                Long.MIN_VALUE,
                true,
                ODD,
                ODD.repeat(20),
                new ByteRange(0, Long.MAX_VALUE),
                -1,
                Integer.MAX_VALUE,
                Map.of(ODD, -1L, "host", Long.MAX_VALUE),
                odd,
                true,
                odd,
                odd);
        Report.Evidence evidence = new Report.Evidence(ODD, -7, -1, Long.MAX_VALUE, ODD);
        Report.Alternative alternative = new Report.Alternative(ODD, odd, -3, ODD);
        Report.Flow flow = new Report.Flow(
                ODD,
                ODD,
                ODD,
                ODD,
                Map.of(ODD, new Report.Address(ODD, ODD)),
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                ODD,
                ODD,
                ODD,
                odd,
                odd,
                ODD,
                1e300,
                ODD,
                ODD,
                ODD,
                ODD,
                List.of(new Report.LostRecord(ODD, ODD, ODD, new ByteRange(-5, 5), ODD, odd, odd, odd)),
                List.of(new Report.Reset(ODD, -1, -1, 0, odd, ODD, odd, ODD)),
                List.of(new Report.Finding(ODD, ODD, List.of(evidence))),
                List.of(alternative),
                ODD,
                Map.of(ODD, ODD),
                List.of(step, step));
        Report.Capture capture = new Report.Capture(
                ODD,
                ODD,
                List.of(new Report.CaptureFile(ODD, ODD, -1)),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                new Report.Clock(true, Long.MIN_VALUE, 1e300, Long.MIN_VALUE, Long.MAX_VALUE, false, ODD, List.of(ODD)),
                new Report.Health(-1, -1, odd),
                ODD,
                -1,
                -1);
        return new Report(
                new Report.Tool(ODD, ODD),
                List.of(ODD, ODD, "server"),
                List.of("host", ODD, ODD),
                List.of(capture),
                new Report.Verdict(
                        ODD,
                        odd,
                        odd,
                        ODD,
                        7,
                        ODD,
                        ODD,
                        List.of(new Report.Cause(ODD, odd, ODD, -1)),
                        List.of(alternative),
                        odd,
                        odd,
                        new Report.Counts(-1, 0, 0)),
                List.of(flow),
                List.of(new Report.Log(
                        ODD,
                        Long.MIN_VALUE,
                        List.of(new Report.LogSession(ODD, ODD, List.of(new Report.Contradiction(ODD, ODD)))))),
                List.of(new Report.RefusedInput(ODD, ODD)));
    }

    /** A busy gateway. */
    public static Report many(int count) {
        List<Report.Flow> flows = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < count; i++) {
            boolean fails = i % 7 == 0;
            failed += fails ? 1 : 0;
            flows.add(fails ? SampleFlows.dropAndReset(i) : SampleFlows.healthy(i));
        }
        Report.Verdict like = story().verdict();
        Report.Verdict verdict = new Report.Verdict(
                like.classId(),
                like.suspects(),
                like.notRuledOut(),
                like.direction(),
                like.confidence(),
                like.headline(),
                like.summary(),
                List.of(new Report.Cause("drop-and-reset", List.of("firewall"), SampleFlows.S2C, failed)),
                like.alternatives(),
                like.nextSteps(),
                like.triggers(),
                new Report.Counts(failed, count - failed, 0));
        return report(SampleFlows.TAPS, captures(), verdict, flows, List.of(), List.of());
    }

    static List<Report.Capture> captures() {
        return List.of(
                capture("host", "host.pcapng", 1_204, 0, 0, true, "given by --host"),
                capture("inside", "inside.pcapng", 1_011, 250_310_200, 180_000, false, "given by --inside"),
                capture("outside", "outside.pcapng", 962, -3_600_000_412_000L, 940_000, false, "given by --outside"));
    }

    private static Report.Capture capture(
            String tap,
            String file,
            long frames,
            long offsetNanos,
            long uncertaintyNanos,
            boolean reference,
            String reason) {
        return new Report.Capture(
                tap,
                null,
                List.of(new Report.CaptureFile(file, "9f86d081884c7d65".repeat(4), frames)),
                SampleFlows.START + offsetNanos - 5_000_000_000L,
                SampleFlows.START + offsetNanos + 300_000_000_000L,
                new Report.Clock(
                        true,
                        offsetNanos,
                        reference ? 0 : 12.5,
                        uncertaintyNanos,
                        SampleFlows.START,
                        reference,
                        reference ? "reference" : "214 segments seen at both taps, both directions",
                        tap.equals("inside") ? List.of("+1.0 s at 12:47:03 UTC") : List.of()),
                new Report.Health(
                        tap.equals("outside") ? 3 : 0,
                        0,
                        tap.equals("outside") ? List.of("3 frames are cut off by the snap length of 1514") : List.of()),
                reason,
                8,
                frames - 40);
    }

    private static Report.Verdict verdict(
            String classId,
            List<String> suspects,
            String direction,
            double confidence,
            String headline,
            String summary,
            List<Report.Cause> causes,
            Report.Counts counts) {
        return new Report.Verdict(
                classId,
                suspects,
                List.of(),
                direction,
                confidence,
                headline,
                summary,
                causes,
                List.of(),
                List.of(),
                List.of(),
                counts);
    }

    private static Report report(
            List<String> taps,
            List<Report.Capture> captures,
            Report.Verdict verdict,
            List<Report.Flow> flows,
            List<Report.Log> logs,
            List<Report.RefusedInput> refused) {
        List<String> path =
                new MailPath(taps).places().stream().map(Place::name).toList();
        return new Report(TOOL, path, taps, captures, verdict, flows, logs, refused);
    }
}
