package io.rangecast.jmh.rivals.notify;

/** One changing thread's handle on an {@link InvalidationBus}. */
@FunctionalInterface
public interface BusProducer {
    /**
     * A change to come, to be used again and again; several of them nest.
     *
     * @return for this thread
     */
    BusWindow newWindow();
}
