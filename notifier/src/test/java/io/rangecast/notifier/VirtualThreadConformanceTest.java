package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.VirtualThreads;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row O4: twice as many virtual threads wait as run at once, for one that sleeps. All end: else the watchdog bites. */
@Watchdog
class VirtualThreadConformanceTest {
    private static final int WAITING = 2 * VirtualThreads.carriers();
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(50);

    private final World world = new World();
    private final CountDownLatch sleeping = new CountDownLatch(1);

    /** What they wait for, and how. Each is given the number of the thread that waits. */
    enum Wait {
        CLOSE {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                test.subscribeSleeping();
                for (int i = 0; i < WAITING; i++) {
                    test.subscriptions.add(test.world.subscribe("another", 0x1000, 0x2000));
                }
                test.startAndEnd();
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                test.subscriptions.get(number).close();
            }
        },
        SYNCHRONIZE_ALL {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                test.subscribeSleeping();
                test.startAndEnd();
                test.subscriptions.get(0).closeAsync();
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                test.world.space.synchronizeAll();
            }
        },
        RELEASE {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                test.world.space.register(new Notifier() {
                    @Override
                    public void release(AddressSpace space) {
                        test.sleep();
                    }
                });
                VirtualThreads.run(test.world.space::close);
                Uninterruptibly.await(test.sleeping);
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                test.world.space.close();
            }
        },
        READ_BEGIN {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                test.subscribeSleeping();
                test.subscriptions.get(0).tryReadBegin();
                test.startAndEnd();
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                test.subscriptions.get(0).readBegin();
            }
        },
        START {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                Subscriber subscriber = new Subscriber("sleeping", record -> {});
                test.world.space.subscribe(0x1000, 0x1000, subscriber);
                VirtualThreads.run(() -> {
                    subscriber.attach();
                    test.sleep();
                    subscriber.close();
                });
                Uninterruptibly.await(test.sleeping);
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                Invalidator producer = test.world.space.newInvalidator("producer", Long.MAX_VALUE);
                producer.invalidateRangeStart(test.world.range(0x1000, 0x2000));
            }
        },
        IDLE {
            @Override
            void prepare(VirtualThreadConformanceTest test) {
                VirtualThreads.run(() -> {
                    test.sleep();
                    test.slept.set(true);
                });
            }

            @Override
            void await(VirtualThreadConformanceTest test, int number) {
                Subscriber subscriber = new Subscriber("idle", record -> {});
                IdleStrategy idle = subscriber.newIdleStrategy();
                subscriber.attach();
                while (!test.slept.get()) {
                    idle.idle(subscriber.poll(1));
                }
                subscriber.close();
            }
        };

        abstract void prepare(VirtualThreadConformanceTest test);

        abstract void await(VirtualThreadConformanceTest test, int number);
    }

    private final List<Subscription> subscriptions = new ArrayList<>();
    private final AtomicBoolean slept = new AtomicBoolean();

    private void sleep() {
        sleeping.countDown();
        for (long begun = System.nanoTime(); System.nanoTime() - begun < A_WHILE; ) {
            LockSupport.parkNanos(A_WHILE);
        }
    }

    private void subscribeSleeping() {
        subscriptions.add(world.subscribe("sleeping", 0x1000, 0x2000, called -> sleep()));
    }

    private void startAndEnd() {
        VirtualThreads.run(() -> world.invalidate(0x1000, 0x2000));
        Uninterruptibly.await(sleeping);
    }

    @ParameterizedTest
    @EnumSource
    void o4VirtualThreadsThatWaitLetTheOneRunThatTheyWaitFor(Wait wait) {
        wait.prepare(this);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            int number = i;
            waiting.add(VirtualThreads.run(() -> wait.await(this, number)));
        }
        waiting.forEach(CompletableFuture::join);
    }
}
