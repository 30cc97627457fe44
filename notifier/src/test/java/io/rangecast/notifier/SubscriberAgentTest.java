package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A subscriber as an agent, called by hand; in Agrona's runners it is in {@link ManyThreadsTest}. */
@Watchdog
class SubscriberAgentTest {
    private static final IllegalStateException THROWN = new IllegalStateException("by the handler");

    private final World world = new World();
    private final Invalidator producer = world.impatient("impatient");
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private boolean failing;
    private final Subscriber subscriber = new Subscriber("polled", record -> {
        if (failing) {
            throw THROWN;
        }
    });
    private final SubscriberAgent agent = new SubscriberAgent(subscriber, 2);

    private void start(int windows) {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        agent.onStart();
        for (int i = 1; i < windows; i++) {
            producer.publish(range);
            producer.invalidateRangeEnd(range);
        }
        producer.publish(range);
    }

    @Test
    void anAgentTakesUpToItsLimitAndClosesItsSubscriber() {
        start(3);
        assertThat(agent.doWork()).isEqualTo(2);
        assertThat(agent.doWork()).isEqualTo(1);
        assertThat(agent.doWork()).isZero();
        assertThat(agent.roleName()).isEqualTo("polled");
        agent.onClose();
        assertThat(subscriber.isClosed()).isTrue();
    }

    @Test
    @DisplayName("an agent whose subscriber was evicted is told, and then ends")
    void anAgentWhoseSubscriberWasEvictedEnds() {
        start(1);
        producer.evict(range);
        assertThat(agent.doWork()).isEqualTo(1);
        assertThatThrownBy(agent::doWork).isInstanceOf(AgentTerminationException.class);
    }

    @Test
    @DisplayName("what a handler throws is passed on, and the agent goes on")
    void whatAHandlerThrowsIsPassedOn() {
        start(1);
        failing = true;
        assertThatThrownBy(agent::doWork).isSameAs(THROWN);
        failing = false;
        assertThat(agent.doWork()).isEqualTo(1);
    }

    @Test
    @DisplayName("a limit below 1 is rejected")
    void aLimitBelowOneIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubscriberAgent(subscriber, 0))
                .withMessageContaining("0");
        assertThat(new SubscriberAgent(subscriber, 1).doWork()).isZero();
    }
}
