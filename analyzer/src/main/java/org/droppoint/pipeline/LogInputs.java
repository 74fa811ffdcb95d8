package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.List;

/**
 * Texts beside the captures, each kind in the order given.
 *
 * @param smtp SmtpSend and SmtpReceive protocol logs
 * @param queues output of Get-Queue
 * @param firewall syslog and printed counters of a Cisco firewall
 */
public record LogInputs(List<Path> smtp, List<Path> queues, List<Path> firewall) {
    public static final LogInputs NONE = new LogInputs(List.of(), List.of(), List.of());

    public LogInputs {
        smtp = List.copyOf(smtp);
        queues = List.copyOf(queues);
        firewall = List.copyOf(firewall);
    }
}
