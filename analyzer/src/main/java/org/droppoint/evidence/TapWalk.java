package org.droppoint.evidence;

import java.io.Closeable;
import java.io.IOException;
import org.droppoint.capture.Frame;
import org.droppoint.capture.FrameSource;
import org.droppoint.flow.Activity;
import org.droppoint.flow.SegmentStore;
import org.droppoint.wire.FragmentReassembler;
import org.droppoint.wire.LinkType;
import org.droppoint.wire.Packet;
import org.droppoint.wire.PacketDecoder;
import org.droppoint.wire.PortGlance;
import org.jspecify.annotations.Nullable;

/** Walks a tap's frames and stops at those that belong into evidence. Frame and packet are valid until the next step. */
final class TapWalk implements Closeable {
    /** What a frame is to the case. */
    enum Kind {
        /** A mail segment, its datagram put together where it came in fragments. */
        SEGMENT,
        ICMP_ERROR,
        /** A piece of a datagram that a later frame completes. */
        FRAGMENT,
        /** One frame in a while of what else there was: it shows that the tap was recording. */
        OTHER_TRAFFIC
    }

    final Frame frame = new Frame();
    final Packet packet = new Packet();
    Kind kind = Kind.OTHER_TRAFFIC;
    /** Captured bytes of the datagram, by the index in the packet's bytes behind the last one. */
    int available;

    private final FrameSource frames;
    private final FrameIndex index;
    private final PortGlance glance;
    private final PacketDecoder decoder = new PacketDecoder();
    private final FragmentReassembler reassembler = new FragmentReassembler();
    private long lastBucket = Long.MIN_VALUE;
    private int row = SegmentStore.NONE;

    TapWalk(FrameSource frames, FrameIndex index, PortGlance glance) {
        this.frames = frames;
        this.index = index;
        this.glance = glance;
    }

    boolean next() throws IOException {
        while (frames.next(frame)) {
            if (stopsHere()) {
                return true;
            }
        }
        return false;
    }

    private boolean stopsHere() {
        row = SegmentStore.NONE;
        if (mail()) {
            lastBucket = bucket();
            if (kind == Kind.SEGMENT) {
                row = index.row(frames.file(), frame.number);
            }
            return true;
        }
        if (bucket() == lastBucket) {
            return false;
        }
        lastBucket = bucket();
        kind = Kind.OTHER_TRAFFIC;
        return true;
    }

    private long bucket() {
        return Math.floorDiv(frame.epochNanos, Activity.BUCKET_NANOS);
    }

    private boolean mail() {
        if (!glance.accepts(frame.bytes, frame.offset, frame.capturedLength, frame.linkType)) {
            return false;
        }
        decoder.decode(frame.bytes, frame.offset, frame.capturedLength, frame.wireLength, frame.linkType, packet);
        available = frame.offset + frame.capturedLength;
        if (packet.content == Packet.Content.FRAGMENT) {
            FragmentReassembler.Reassembled whole = reassembler.add(packet, frame.epochNanos);
            if (whole == null) {
                kind = Kind.FRAGMENT;
                return true;
            }
            decoder.decode(whole.bytes(), 0, whole.bytes().length, whole.wireLength(), LinkType.RAW, packet);
            available = whole.bytes().length;
        }
        kind = packet.content == Packet.Content.ICMP_ERROR ? Kind.ICMP_ERROR : Kind.SEGMENT;
        return packet.content != Packet.Content.FRAGMENT && glance.wants(packet);
    }

    /** The session of a segment; null for what belongs to none. */
    FrameIndex.@Nullable Ref ref() {
        return row == SegmentStore.NONE ? null : index.ref(row);
    }

    int row() {
        return row;
    }

    int file() {
        return frames.file();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
