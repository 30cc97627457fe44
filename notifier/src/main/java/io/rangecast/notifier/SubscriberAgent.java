package io.rangecast.notifier;

import java.util.Locale;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * A subscriber as an Agrona agent, for an {@code AgentRunner}, {@code AgentInvoker} or {@code CompositeAgent}: attached
 * when the agent starts, polled when it works, closed when it closes. With
 * {@link Subscriber#newIdleStrategy} for the runner, its thread parks until a record comes.
 *
 * <p>All methods are called by the agent's thread. The agent ends when its subscriber was evicted. What a handler throws
 * goes to the runner's error handler, and the record comes again: at once, then later each time in a row, up to 100
 * milliseconds. Agrona's runner ends if that is an {@link Error}, without closing its agent; producers then notice the
 * death of its thread.
 */
public final class SubscriberAgent implements Agent {
    private final Subscriber subscriber;
    private final int limit;

    /** How often the handler has thrown since it last did not, and until when it is let alone. */
    private int failuresInARow;

    private long nextPoll;

    /**
     * An agent that polls.
     *
     * @param subscriber what to poll, attached to no thread yet
     * @param limit how many records to take at most when it works
     * @throws IllegalArgumentException if the limit is below 1
     */
    public SubscriberAgent(Subscriber subscriber, int limit) {
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
        if (limit < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a limit of 0x%x records is not above 0", limit));
        }
        this.limit = limit;
    }

    @Override
    public void onStart() {
        subscriber.attach();
    }

    @Override
    public int doWork() {
        if (failuresInARow > 0 && System.nanoTime() - nextPoll < 0) {
            return 0;
        }
        boolean failed = true;
        try {
            int taken = subscriber.poll(limit);
            failed = false;
            return taken;
        } catch (IllegalStateException e) {
            if (subscriber.isClosed()) { // evicted: it has been told, and nothing will come any more
                throw new AgentTerminationException(e);
            }
            throw e;
        } finally {
            failuresInARow = failed ? failuresInARow + 1 : 0;
            if (failed) {
                nextPoll = System.nanoTime() + InboxPoller.pauseAfter(failuresInARow);
            }
        }
    }

    /** Closes the subscriber; an {@link IllegalStateException} while it has deferred records that are not completed. */
    @Override
    public void onClose() {
        subscriber.close();
    }

    @Override
    public String roleName() {
        return subscriber.name();
    }
}
