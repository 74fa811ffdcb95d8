package org.droppoint.finding.reset;

/**
 * Something about a reset that speaks for or against its being the work of the end whose address it bears.
 *
 * @param weight log odds, natural: above zero for that end, below zero for something on the way, zero for what is worth
 *     saying and decides nothing
 * @param text a clause that goes on after "it"
 */
record ResetSign(double weight, String text) {
    /** Log odds from which on the signs together are believed: about nine to one. */
    static final double DECISIVE = 2.2;

    /** It cannot be, whatever else looks as if. */
    static final double CERTAIN = 6;

    /** No stack can do it, or no other can: the laws of travel and of sequence numbers. */
    static final double PHYSICAL = 3;

    /** Hardly ever by chance: counters, time stamps, time-outs and routes that fit or do not. */
    static final double STRONG = 2.2;

    /** The usual habit of stacks, or of those who forge; a stack may differ. */
    static final double HABIT = 1;

    /** Would be so in most cases either way. */
    static final double FAINT = 0.3;

    static ResetSign own(double weight, String text) {
        return new ResetSign(weight, text);
    }

    static ResetSign alien(double weight, String text) {
        return new ResetSign(-weight, text);
    }

    static ResetSign neutral(String text) {
        return new ResetSign(0, text);
    }
}
