package io.rangecast.jmh.rivals.notify;

import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.Subscribe;

/** Guava's {@link EventBus}: every listener hears of everything and finds out itself whether it is meant. */
public final class GuavaBus implements InvalidationBus<Object> {
    private final EventBus bus = new EventBus();

    /** An empty one. */
    public GuavaBus() {}

    @Override
    public Object subscribe(long start, long end, RangeCallback callback) {
        return add(new BusListener(start, end, callback, null));
    }

    @Override
    public Object subscribe(long start, long end, BusInbox inbox) {
        return add(new BusListener(start, end, null, (QueueInbox) inbox));
    }

    private Object add(BusListener listener) {
        Object handle = new Listener(listener);
        bus.register(handle);
        return handle;
    }

    @Override
    public void unsubscribe(Object handle) {
        bus.unregister(handle);
    }

    @Override
    public BusInbox newInbox(RangeCallback callback, Waiting waiting) {
        return new QueueInbox(callback, waiting);
    }

    @Override
    public BusProducer newProducer(Waiting waiting) {
        return () -> new Window(waiting);
    }

    /** Posted before a change; its listeners count themselves. */
    static final class Starting {
        private final RangeMessage message;
        private int told;

        Starting(RangeMessage message) {
            this.message = message;
        }
    }

    /** Posted after it. */
    record Ending(long start, long end) {}

    /** Public, and its methods too: the bus calls them by reflection. */
    public static final class Listener {
        private final BusListener listener;

        Listener(BusListener listener) {
            this.listener = listener;
        }

        /**
         * A change is to begin.
         *
         * @param starting of which range
         */
        @Subscribe
        public void onStarting(Starting starting) {
            if (listener.overlaps(starting.message.start, starting.message.end)) {
                listener.enter();
                listener.tell(starting.message);
                starting.told++;
            }
        }

        /**
         * A change is over.
         *
         * @param ending of which range
         */
        @Subscribe
        public void onEnding(Ending ending) {
            if (listener.overlaps(ending.start, ending.end)) {
                listener.leave();
            }
        }
    }

    private final class Window implements BusWindow {
        private final RangeMessage message;

        Window(Waiting waiting) {
            message = new RangeMessage(QueueInbox.idle(waiting));
        }

        @Override
        public int start(long start, long end) {
            message.set(start, end);
            Starting starting = new Starting(message);
            bus.post(starting);
            message.awaitAnswers();
            return starting.told;
        }

        @Override
        public void end() {
            bus.post(new Ending(message.start, message.end));
        }
    }
}
