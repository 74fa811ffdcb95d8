package org.droppoint.exchange;

import java.util.Set;

/** The ports on which mail servers listen: SMTP, submission, and those of Exchange between its own services. */
final class MailPorts {
    private static final Set<Integer> PORTS = Set.of(25, 465, 475, 587, 717, 2525);

    private MailPorts() {}

    static boolean isMail(int port) {
        return PORTS.contains(port);
    }
}
