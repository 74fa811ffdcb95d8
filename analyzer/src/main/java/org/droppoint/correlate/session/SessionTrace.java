package org.droppoint.correlate.session;

import java.util.List;
import org.droppoint.base.Direction;

/**
 * What correlation found out about one session: its ledgers, what vanished, what was lost and made good, and what was
 * changed on the way.
 *
 * @param repairs the repaired losses told, both directions
 * @param repairCount how many there were in all
 */
public record SessionTrace(
        Session session,
        DirectionLedger clientToServer,
        DirectionLedger serverToClient,
        List<Vanishing> vanishings,
        List<RepairedLoss> repairs,
        int repairCount,
        List<ChangedBytes> changes,
        Handshake handshake) {

    public SessionTrace {
        vanishings = List.copyOf(vanishings);
        repairs = List.copyOf(repairs);
        changes = List.copyOf(changes);
    }

    public DirectionLedger ledger(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? clientToServer : serverToClient;
    }
}
