package io.rangecast.notifier;

import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * A subscriber as an Agrona agent, for an {@code AgentRunner}, {@code AgentInvoker} or {@code CompositeAgent}: attached
 * when the agent starts, polled when it works, closed when it closes. With
 * {@link Subscriber#newIdleStrategy} for the runner, its thread parks until a record comes.
 *
 * <p>All methods are called by the agent's thread. The agent ends when its subscriber was evicted. What a handler throws goes to the runner's error handler, and the
 * record comes again.
 */
public final class SubscriberAgent implements Agent {
    private final Subscriber subscriber;
    private final int limit;

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
            throw new IllegalArgumentException("a limit of " + limit + " records is below 1");
        }
        this.limit = limit;
    }

    @Override
    public void onStart() {
        subscriber.attach();
    }

    @Override
    public int doWork() {
        try {
            return subscriber.poll(limit);
        } catch (IllegalStateException e) {
            if (subscriber.isClosed()) { // evicted: it has been told, and nothing will come any more
                throw new AgentTerminationException(e);
            }
            throw e;
        }
    }

    @Override
    public void onClose() {
        subscriber.close();
    }

    @Override
    public String roleName() {
        return subscriber.name();
    }
}
