package org.droppoint.flow;

import java.util.List;
import org.droppoint.capture.PayloadStore;

/**
 * All that one tap recorded, after its capture files were read.
 *
 * @param legs in order of appearance
 * @param notices ICMP errors about segments on wanted ports
 * @param activity when the tap recorded anything at all
 * @param payloads by file index, where a leg's bytes are read back from
 * @param health what did not become rows
 */
public record CapturedTap(
        List<Leg> legs, List<IcmpNotice> notices, Activity activity, List<PayloadStore> payloads, PassHealth health) {}
