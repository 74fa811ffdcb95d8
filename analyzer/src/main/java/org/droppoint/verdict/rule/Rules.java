package org.droppoint.verdict.rule;

import java.util.List;
import org.droppoint.finding.fact.Side;
import org.droppoint.verdict.Rule;

/** Every hypothesis there is; a new one is registered here. */
public final class Rules {
    private Rules() {}

    public static List<Rule> all() {
        return List.of(
                new ConnectRefused(),
                new ConnectBlocked(),
                new StarttlsTampered(),
                new PayloadModified(),
                new TlsIntercepted(),
                new PmtuBlackHole(),
                new DropAndReset(),
                new SilentDrop(),
                new ResetInjected(),
                new ZeroWindow(),
                new Ended(Side.SERVER),
                new Ended(Side.CLIENT),
                new Silent(Side.SERVER),
                new Silent(Side.CLIENT),
                new ClientTimeout(),
                new InsufficientEvidence(),
                new CaptureLoss(),
                new RecoveredLoss(),
                new Healthy());
    }
}
