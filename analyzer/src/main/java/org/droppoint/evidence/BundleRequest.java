package org.droppoint.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What goes into a bundle.
 *
 * @param dropped captures of what a firewall says it dropped
 * @param processed captures of what a firewall says it found a session for
 * @param arguments the command line
 * @param referenceClock whether the joint capture stands on the reference clock
 */
public record BundleRequest(
        List<Path> smtpLogs,
        List<Path> queues,
        List<Path> firewallLogs,
        List<Path> dropped,
        List<Path> processed,
        List<String> arguments,
        boolean referenceClock,
        boolean keepCertificates) {

    /** Analyses cut captures and copied logs as the originals were analysed. */
    public interface Analyst {
        /** @param captures by tap, in path order */
        void analyse(
                Map<String, Path> captures,
                List<Path> smtpLogs,
                List<Path> queues,
                List<Path> firewallLogs,
                List<Path> dropped,
                List<Path> processed,
                Consumer then)
                throws java.io.IOException;
    }

    /** Takes what was analysed while its captures are open. */
    public interface Consumer {
        void accept(EvidenceSource source) throws java.io.IOException;
    }
}
