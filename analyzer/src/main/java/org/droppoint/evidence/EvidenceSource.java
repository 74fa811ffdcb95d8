package org.droppoint.evidence;

import java.util.Map;
import org.droppoint.base.Tap;
import org.droppoint.capture.FrameSource;
import org.droppoint.correlate.session.Correlation;
import org.droppoint.report.Report;
import org.droppoint.wire.PortSet;

/**
 * An analysed case whose captures can be read again.
 *
 * @param frames opens a tap's frames, for every tap of the path
 */
public record EvidenceSource(
        Report report, Correlation correlation, Map<Tap, FrameSource.Opener> frames, PortSet ports) {}
