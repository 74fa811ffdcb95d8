package org.droppoint.exchange;

/** A line that was not used, by its number counted from 1, and why. */
public record SkippedLine(int lineNumber, Reason reason) {

    /** Why a line was not used. */
    public enum Reason {
        NOT_UNDERSTOOD("neither a header nor a row of the expected kind"),
        NOT_ABOUT_MAIL("a readable line, not about mail traffic"),
        TOO_MANY("beyond the number of entries that are kept"),
        INPUT_TOO_LONG("beyond the number of bytes that are read");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
