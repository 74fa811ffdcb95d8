package org.droppoint.scoreboard.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.droppoint.base.ByteRange;
import org.droppoint.fixtures.capture.TapView;
import org.droppoint.fixtures.generate.LabelledCase;
import org.droppoint.fixtures.packet.Endpoint;
import org.droppoint.fixtures.packet.Packet;
import org.droppoint.fixtures.packet.TcpFlags;
import org.droppoint.fixtures.sim.Passage;
import org.droppoint.fixtures.sim.Ranges;
import org.droppoint.fixtures.truth.FlowLabel;
import org.droppoint.report.Report;

/** Holds a report's frame numbers, times and seen or missing bytes against what the simulator knows of each frame. */
final class FrameCheck {
    private final LabelledCase made;
    private final Map<String, TapView> views = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();

    private FrameCheck(LabelledCase made) {
        this.made = made;
        made.views().forEach(view -> views.put(view.spec().name(), view));
    }

    /** What is not as it was, in words. */
    static List<String> complaints(LabelledCase made, Report report) {
        FrameCheck check = new FrameCheck(made);
        report.flows().forEach(check::flow);
        return check.complaints;
    }

    private void flow(Report.Flow flow) {
        Optional<FlowLabel> label =
                made.truth().flows().stream().filter(one -> isOf(one, flow)).findFirst();
        if (label.isEmpty()) {
            return;
        }
        int number = label.get().route().session().flow();
        for (Report.Finding finding : flow.findings()) {
            finding.evidence().forEach(one -> evidence(finding.id(), one, number));
        }
        for (Report.Reset reset : flow.resets()) {
            packet(reset.tap(), reset.frame())
                    .filter(packet -> !packet.has(TcpFlags.RST))
                    .ifPresent(packet -> complaints.add("no reset at " + reset.tap() + " " + reset.frame()));
        }
        if (!label.get().lostOptional() && !label.get().lost().isEmpty()) {
            flow.lostRecords().forEach(lost -> lost(lost, number, flow));
        }
    }

    private static boolean isOf(FlowLabel label, Report.Flow flow) {
        List<String> clients = label.route().hostIsClient()
                ? List.of(text(label.route().host()), text(label.route().hostOutside()))
                : List.of(text(label.route().far()));
        return clients.contains(flow.client());
    }

    private static String text(Endpoint endpoint) {
        String host = endpoint.hostText();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port();
    }

    private Optional<Passage> passage(String tap, long frame) {
        TapView view = views.get(tap);
        if (view == null) {
            return Optional.empty();
        }
        int index = (int) (view.spec().doubled() ? (frame - 1) / 2 : frame - 1);
        return index >= 0 && index < view.seen().size()
                ? Optional.of(view.seen().get(index))
                : Optional.empty();
    }

    private Optional<Packet> packet(String tap, long frame) {
        return passage(tap, frame).map(Passage::packet);
    }

    private void evidence(String finding, Report.Evidence evidence, int flow) {
        Optional<Passage> passage = passage(evidence.tap(), evidence.frame());
        if (passage.isEmpty()) {
            complaints.add(finding + " names frame " + evidence.frame() + " of " + evidence.tap() + ", which is none");
            return;
        }
        if (passage.get().packet().flow() != flow && passage.get().packet().isTcp()) {
            complaints.add(finding + " names a frame of another session: " + evidence);
        }
        TapView view = views.get(evidence.tap());
        if (view != null) {
            long shown = made.truth().epochNanos()
                    + view.spec().clock().show(passage.get().atNanos());
            long slack = view.spec().format().resolutionNanos() + 4_000;
            if (Math.abs(shown - evidence.nanos()) > slack) {
                complaints.add(finding + " dates frame " + evidence.frame() + " of " + evidence.tap() + " wrong by "
                        + (evidence.nanos() - shown) + " ns");
            }
        }
    }

    /** What is said to be seen at a tap was recorded there, and what is said to be missing was not. */
    private void lost(Report.LostRecord lost, int flow, Report.Flow reported) {
        boolean fromClient = lost.direction().equals("client-to-server");
        boolean towardFar = fromClient == reported.initiator().equals("host");
        for (String tap : lost.seenAt()) {
            if (!recorded(tap, flow, towardFar)
                    .covers(lost.range().start(), lost.range().end())) {
                complaints.add("lost " + lost.range() + " is said to be seen at " + tap + ", and is not");
            }
        }
        for (String tap : lost.missingAt()) {
            if (overlaps(recorded(tap, flow, towardFar), lost.range())) {
                complaints.add("lost " + lost.range() + " is said to be missing at " + tap + ", and is there");
            }
        }
    }

    private static boolean overlaps(Ranges ranges, ByteRange range) {
        return ranges.list().stream().anyMatch(one -> one.start() < range.end() && range.start() < one.end());
    }

    private Ranges recorded(String tap, int flow, boolean towardFar) {
        Ranges recorded = new Ranges();
        TapView view = views.get(tap);
        if (view != null) {
            view.seen().stream()
                    .map(Passage::packet)
                    .filter(packet -> packet.flow() == flow && packet.isTcp() && packet.towardFar() == towardFar)
                    .forEach(packet -> recorded.add(packet.offset(), packet.end()));
        }
        return recorded;
    }
}
