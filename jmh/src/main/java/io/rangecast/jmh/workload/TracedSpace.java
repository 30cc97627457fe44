package io.rangecast.jmh.workload;

import io.rangecast.jmh.replay.TraceScript;
import io.rangecast.jmh.replay.TraceScript.Step;
import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * One address space of a {@link TraceScript}, its subscriptions by their numbers, and who is told of its changes. Used by
 * one thread.
 *
 * @param <H> by which the bus names a listener
 */
public final class TracedSpace<H> {
    private static final long ELSEWHERE = Long.MAX_VALUE - PageProbes.PAGE;

    private final InvalidationBus<H> bus;
    private final Calls calls;
    private final BusInbox inbox;
    private final BusWindow window;
    private final Int2ObjectHashMap<H> handles = new Int2ObjectHashMap<>();

    /**
     * Nobody subscribes to an area yet.
     *
     * @param bus that tells
     * @param calls the callback that is told
     * @param inbox the thread that is told instead of the callback, or null
     */
    public TracedSpace(InvalidationBus<H> bus, Calls calls, BusInbox inbox) {
        this.bus = bus;
        this.calls = calls;
        this.inbox = inbox;
        this.window = bus.newProducer(Waiting.SPINNING).newWindow();
        bus.subscribe(ELSEWHERE, ELSEWHERE + 1, calls); // the first of a space may cost more
    }

    /**
     * An area was mapped: subscribes to it.
     *
     * @param step of this space
     */
    public void subscribe(Step step) {
        H handle = inbox == null
                ? bus.subscribe(step.start(), step.end(), calls)
                : bus.subscribe(step.start(), step.end(), inbox);
        handles.put(step.number(), handle);
    }

    /**
     * An area is gone, and so is who subscribed to it.
     *
     * @param number of the subscription
     */
    public void unsubscribe(int number) {
        bus.unsubscribe(handles.remove(number));
    }

    /**
     * A range changes: starts and ends an invalidation.
     *
     * @param step of this space
     * @return how many listeners were told
     */
    public int change(Step step) {
        int told = window.start(step.start(), step.end());
        window.end();
        return told;
    }

    /** Nobody subscribes to an area any more. */
    public void unsubscribeAll() {
        handles.values().forEach(bus::unsubscribe);
        handles.clear();
    }
}
