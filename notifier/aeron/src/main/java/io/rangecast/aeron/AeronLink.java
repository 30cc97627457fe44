package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/**
 * A link of one image and one publication, either of which may still be coming. It is lost when one of them has gone; a
 * publication that nobody hears is silence only, and silence is for the protocol to judge.
 */
abstract class AeronLink implements Link, FragmentHandler {
    private final BufferClaim claim = new BufferClaim();
    private final byte[] received = new byte[PeerMessage.MAX_LENGTH];

    private Handler handler;

    /** The publication, once it has come. */
    private ExclusivePublication come;

    private boolean closed;
    private boolean broken;

    /** The image if it is there; null before. */
    abstract Image image();

    /** The publication if it is there; null before. */
    abstract ExclusivePublication publication();

    /** Gives back what it has. */
    abstract void release();

    abstract Aeron aeron();

    @Override
    public boolean offer(byte[] message, int length) {
        ExclusivePublication publication = isLost() ? null : come;
        if (publication == null) {
            return false;
        }
        long position = publication.tryClaim(length, claim);
        if (position > 0) {
            claim.buffer().putBytes(claim.offset(), message, 0, length);
            claim.commit();
            return true;
        }
        broken |= position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED;
        return false; // back-pressure, a new term, or nobody there yet: later
    }

    @Override
    public int poll(Handler to, int limit) {
        Image image = closed ? null : image();
        if (image == null) {
            return 0;
        }
        handler = to;
        return image.poll(this, limit);
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        int taken = Math.min(length, received.length);
        buffer.getBytes(offset, received, 0, taken);
        handler.onMessage(received, length);
    }

    @Override
    public boolean isLost() {
        if (!closed && !broken) {
            broken = aeron().isClosed() || isGone();
        }
        return closed || broken;
    }

    private boolean isGone() {
        try {
            Image image = image();
            come = publication();
            return image != null && image.isClosed() || come != null && come.isClosed();
        } catch (AeronException gone) { // the client has ended just now, or the driver refuses what was asked for
            return true;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!aeron().isClosed()) {
                release();
            }
        }
    }
}
