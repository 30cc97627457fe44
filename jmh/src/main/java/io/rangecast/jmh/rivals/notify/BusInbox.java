package io.rangecast.jmh.rivals.notify;

import org.agrona.concurrent.IdleStrategy;

/** Where a listening thread finds what it has to let go of. */
public interface BusInbox {
    /**
     * Takes what has come and calls the callback for it.
     *
     * @return how much has come
     */
    int poll();

    /**
     * How its thread waits between polls.
     *
     * @return a strategy for this thread alone
     */
    IdleStrategy idle();
}
