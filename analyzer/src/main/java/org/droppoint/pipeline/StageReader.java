package org.droppoint.pipeline;

import java.io.IOException;
import java.util.List;
import org.droppoint.base.IpAddress;
import org.droppoint.capture.CaptureHealth;
import org.droppoint.capture.CaptureInterface;
import org.droppoint.capture.CaptureNotes;
import org.droppoint.capture.CaptureReader;
import org.droppoint.capture.ClockBase;
import org.droppoint.capture.Frame;
import org.droppoint.capture.PayloadStore;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;

/** A stage file, of which only the frames on one side of the firewall are passed on; numbers and facts are the file's. */
final class StageReader implements CaptureReader {
    private final CaptureReader whole;
    private final StageAddresses addresses;
    private final boolean received;
    private final boolean inside;
    private final PacketDecoder decoder = new PacketDecoder();
    private final Packet packet = new Packet();

    /** @param received whether it is of the receive stage, else of the transmit stage */
    StageReader(CaptureReader whole, StageAddresses addresses, boolean received, boolean inside) {
        this.whole = whole;
        this.addresses = addresses;
        this.received = received;
        this.inside = inside;
    }

    @Override
    public boolean next(Frame into) throws IOException {
        while (whole.next(into)) {
            if (isOnSide(into)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A frame without IP is on neither side. What an ICMP error that came in complains of was going where it came from:
     * the address of the router that sent it, which may be anyone's, need not be known.
     */
    private boolean isOnSide(Frame frame) {
        decoder.decode(frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
        if (packet.ipVersion == 0) {
            return false;
        }
        return addresses.isInside(end()) == inside;
    }

    private IpAddress end() {
        if (!received) {
            return packet.destination();
        }
        return packet.content == Packet.Content.ICMP_ERROR
                ? new IpAddress(packet.quotedIpVersion, packet.quotedDestinationHigh, packet.quotedDestinationLow)
                : packet.source();
    }

    @Override
    public PayloadStore payload() {
        return whole.payload();
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return whole.interfaces();
    }

    @Override
    public ClockBase clockBase() {
        return whole.clockBase();
    }

    @Override
    public CaptureNotes notes() {
        return whole.notes();
    }

    @Override
    public CaptureHealth health() {
        return whole.health();
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }
}
