package org.droppoint.dissect;

import java.util.EnumSet;
import java.util.Set;

/**
 * The phases that a dialogue shows, also where those before them were not captured. A pure function of what one tap saw;
 * who owed whom what at its end is asked elsewhere, of all taps together.
 */
public final class Phases {
    private Phases() {}

    public static Set<Phase> reached(Dialogue dialogue) {
        Set<Phase> reached = EnumSet.of(Phase.CONNECTED);
        new SmtpPhases(reached).read(dialogue.smtp());
        new TlsPhases(reached).read(dialogue.tls());
        return reached;
    }

    public static Phase furthest(Dialogue dialogue) {
        return reached(dialogue).stream().max(Phase::compareTo).orElse(Phase.CONNECTED);
    }
}
