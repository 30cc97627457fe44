package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Fibers;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Far more threads than processors, virtual ones too, and Agrona's agents: all come to an end. */
@Watchdog
class ManyThreadsTest {
    private static final int EACH = 16;
    private static final int WINDOWS = 100;

    private final World world = new World();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    private void add(ThreadFactory factory, Runnable body) {
        threads.add(factory.newThread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }));
    }

    private void runAll() throws InterruptedException {
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(told).hasValueGreaterThanOrEqualTo(EACH * WINDOWS);
    }

    @Test
    @DisplayName("subscribers, readers and producers on platform threads, sixteen of each")
    void manyPlatformThreadsComeToAnEnd() throws InterruptedException {
        startAll(Thread::new);
    }

    @Test
    @DisplayName("subscribers, readers and producers on virtual threads, sixteen of each")
    void manyVirtualThreadsComeToAnEnd() throws InterruptedException {
        startAll(Fibers.factory());
    }

    private void startAll(ThreadFactory factory) throws InterruptedException {
        running.set(EACH);
        for (int i = 0; i < EACH; i++) {
            long start = 0x1000L * i;
            Subscriber subscriber = new Subscriber("subscriber " + i, record -> told.incrementAndGet());
            Subscription subscription = world.space.subscribe(start, 0x1000, subscriber);
            add(factory, () -> poll(subscriber));
            add(factory, () -> read(subscription));
            add(factory, () -> invalidate(start));
        }
        runAll();
    }

    private void poll(Subscriber subscriber) {
        IdleStrategy idle = subscriber.newIdleStrategy();
        while (running.get() > 0) {
            idle.idle(subscriber.poll(4));
        }
        subscriber.close();
    }

    private void read(Subscription subscription) {
        while (running.get() > 0) {
            long seen = subscription.readBegin(1_000_000);
            if (seen == Subscription.CLOSED_FOR_GOOD) {
                return;
            }
            subscription.readRetry(seen);
            LockSupport.parkNanos(1); // virtual threads that only yield can keep those whose park is over from running
        }
    }

    /** Every start hits two subscribers. */
    private void invalidate(long start) {
        try (Invalidator producer = world.space.newInvalidator("producer", Long.MAX_VALUE)) {
            InvalidationRange range = world.range(start, start + 0x1001);
            for (int i = 0; i < WINDOWS; i++) {
                producer.invalidateRangeStart(range);
                producer.invalidateRangeEnd(range);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    @Test
    @DisplayName("sixteen agents in runners that park until a record comes, and their end closes the subscribers")
    void manyAgentsInRunners() throws InterruptedException {
        running.set(EACH);
        Subscriber[] subscribers = new Subscriber[EACH];
        AgentRunner[] runners = new AgentRunner[EACH];
        for (int i = 0; i < EACH; i++) {
            Subscriber subscriber = new Subscriber("agent " + i, record -> told.incrementAndGet());
            long start = 0x1000L * i;
            world.space.subscribe(start, 0x1000, subscriber);
            subscribers[i] = subscriber;
            runners[i] = new AgentRunner(
                    subscriber.newIdleStrategy(), failure::set, null, new SubscriberAgent(subscriber, 4));
            AgentRunner.startOnThread(runners[i]);
            add(Thread::new, () -> invalidate(start));
        }
        runAll();
        Arrays.stream(runners).forEach(AgentRunner::close);
        assertThat(subscribers).allMatch(Subscriber::isClosed);
        assertThat(runners[0].agent().roleName()).isEqualTo("agent 0");
    }

    @Test
    @DisplayName("an agent in an invoker works in the thread that invokes it, and gets again what it failed over")
    void anAgentInAnInvoker() {
        Subscriber subscriber = new Subscriber("invoked", record -> {
            if (told.incrementAndGet() == 1) {
                throw new IllegalArgumentException("handler");
            }
        });
        world.space.subscribe(0x1000, 0x1000, subscriber);
        try (AgentInvoker invoker = new AgentInvoker(failure::set, null, new SubscriberAgent(subscriber, 4))) {
            invoker.start();
            assertThat(invoker.invoke()).isZero();
            world.impatient("impatient").publish(world.range(0x1000, 0x2000));
            assertThat(invoker.invoke()).isZero();
            assertThat(failure.get()).hasMessage("handler");
            assertThat(invoker.invoke()).isEqualTo(1);
        }
        assertThat(subscriber.isClosed()).isTrue();
    }
}
