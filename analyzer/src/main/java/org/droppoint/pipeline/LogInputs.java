package org.droppoint.pipeline;

import java.nio.file.Path;
import java.util.List;

/**
 * Texts beside the captures, each kind in the order given.
 *
 * @param smtp SmtpSend and SmtpReceive protocol logs
 * @param queues output of Get-Queue
 * @param firewall syslog and printed counters of a Cisco firewall
 * @param dropped captures of what a firewall itself says it dropped
 * @param processed captures of what a firewall itself found a session for
 */
public record LogInputs(
        List<Path> smtp, List<Path> queues, List<Path> firewall, List<Path> dropped, List<Path> processed) {
    public static final LogInputs NONE = new LogInputs(List.of(), List.of(), List.of());

    public LogInputs(List<Path> smtp, List<Path> queues, List<Path> firewall) {
        this(smtp, queues, firewall, List.of(), List.of());
    }

    public LogInputs {
        smtp = List.copyOf(smtp);
        queues = List.copyOf(queues);
        firewall = List.copyOf(firewall);
        dropped = List.copyOf(dropped);
        processed = List.copyOf(processed);
    }
}
