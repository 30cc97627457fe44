package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All that the library can do, at once and at random.
 */
@Watchdog
@Tag("proof")
class MixedStressTest {
    private static final int SECONDS = Effort.of(20);
    private static final int PAGES = 64;
    private static final long PAGE = 0x1000;

    private final World world = new World();
    private final Stress stress = new Stress();

    /** Odd while the page must not be used. */
    private final AtomicIntegerArray gone = new AtomicIntegerArray(PAGES);

    private final AtomicLong windows = new AtomicLong();
    private final AtomicLong uses = new AtomicLong();

    @Test
    @DisplayName("whatever happens at once, nothing hangs and nobody holds what is gone")
    void whateverHappensAtOnceNothingHangs() throws InterruptedException {
        stress.meanwhile("producer of the lower half", producer(0));
        stress.meanwhile("producer of the upper half", producer(PAGES / 2));
        for (int i = 0; i < 3; i++) {
            stress.meanwhile("holder " + i, this::holdForSomeTime);
        }
        stress.meanwhile("visitor", this::visit);
        stress.forSeconds(SECONDS).run();
        assertThat(world.errors).isEmpty();
        assertThat(windows).hasPositiveValue();
        assertThat(uses).hasPositiveValue();
    }

    private Stress.Step producer(int firstPage) {
        Invalidator[] invalidator = {world.space.newInvalidator("first of " + firstPage, Watchdog.LONGER_NANOS)};
        InvalidationRange range = new InvalidationRange();
        InvalidationRange other = new InvalidationRange();
        InvalidationBatch batch = new InvalidationBatch(4);
        return random -> {
            int page = firstPage + random.nextInt(PAGES / 2 - 2);
            range.init(world.space, page * PAGE, (page + 1) * PAGE);
            switch (random.nextInt(6)) {
                case 0:
                    if (invalidator[0].invalidateRangeStartNonblock(range) == InvalidationResult.COMPLETED) {
                        change(page, 1);
                        invalidator[0].invalidateRangeEnd(range);
                    }
                    break;
                case 1:
                    invalidator[0].publish(range);
                    invalidator[0].publish(other.init(world.space, (page + 1) * PAGE, (page + 2) * PAGE));
                    changeIf(invalidator[0].await(range), page, 1);
                    changeIf(invalidator[0].await(other), page + 1, 1);
                    invalidator[0].invalidateRangeEnd(range);
                    invalidator[0].invalidateRangeEnd(other);
                    break;
                case 2:
                    batch.init(InvalidationEvent.CLEAR, 0, null, world.space)
                            .add(page * PAGE, (page + 1) * PAGE)
                            .add((page + 2) * PAGE, (page + 3) * PAGE);
                    if (invalidator[0].invalidateRangeStart(batch) == InvalidationResult.COMPLETED) {
                        change(page, 1);
                        change(page + 2, 1);
                    }
                    invalidator[0].invalidateRangeEnd(batch);
                    break;
                case 3:
                    if (random.nextInt(100) == 0) {
                        invalidator[0].close();
                        invalidator[0] = world.space.newInvalidator("next of " + firstPage, Watchdog.LONGER_NANOS);
                    }
                    break;
                default:
                    changeIf(invalidator[0].invalidateRangeStart(range), page, 1);
                    invalidator[0].invalidateRangeEnd(range);
            }
            windows.incrementAndGet();
            Stress.pause(random, 200);
        };
    }

    private void changeIf(InvalidationResult result, int page, int count) {
        stress.check(result == InvalidationResult.COMPLETED, "a start has answered " + result);
        if (result == InvalidationResult.COMPLETED) {
            change(page, count);
        }
    }

    private void change(int page, int count) {
        for (int i = page; i < page + count; i++) {
            gone.incrementAndGet(i);
        }
        for (int i = page; i < page + count; i++) {
            gone.incrementAndGet(i);
        }
    }

    /** A subscriber thread's life: it learns, uses, polls, waits, goes offline and ends. */
    private void holdForSomeTime(SplittableRandom random) {
        int[] held = new int[PAGES];
        Subscriber subscriber = new Subscriber("holder", record -> {
            for (int page = 0; page < PAGES; page++) {
                if (record.overlaps(page * PAGE, (page + 1) * PAGE)) {
                    use(held, page);
                    held[page] = 0;
                }
            }
        });
        subscriber.attach();
        List<Subscription> subscriptions = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            subscriptions.add(world.space.subscribe(page * PAGE, PAGE, subscriber));
        }
        IdleStrategy idle = subscriber.newIdleStrategy();
        for (int i = 0; i < 2_000 && stress.goesOn(); i++) {
            int page = random.nextInt(PAGES);
            long seen = subscriptions.get(page).tryReadBegin();
            int version = gone.get(page);
            if (held[page] == 0 && !subscriptions.get(page).readRetry(seen)) {
                held[page] = version + 1;
            }
            use(held, random.nextInt(PAGES));
            if (random.nextInt(200) == 0) {
                Arrays.fill(held, 0);
                subscriber.offline();
                Thread.yield();
                subscriber.online();
            }
            idle.idle(subscriber.poll(1 + random.nextInt(8)));
        }
        subscriber.close();
    }

    /** Held is the page's version plus one, which is odd if it was whole then. */
    private void use(int[] held, int page) {
        if (held[page] != 0) {
            stress.check(gone.get(page) == held[page] - 1, "page " + page + " was changed under its holder");
            uses.incrementAndGet();
        }
    }

    /** Who comes and goes: callbacks, readers, notifiers. */
    private void visit(SplittableRandom random) {
        long start = random.nextInt(PAGES) * PAGE;
        Subscription visiting = world.space.subscribe(start, 4 * PAGE, (self, said) -> true);
        long seen = visiting.readBegin(1_000_000);
        Registration registration = world.space.register(new Notifier() {
            @Override
            public void invalidateRangeEnd(Invalidation said) {
                ThreadLocalRandom.current().nextInt();
            }
        });
        visiting.readRetry(seen);
        if (random.nextBoolean()) {
            CompletionStage<Void> closing = visiting.closeAsync();
            closing.toCompletableFuture().join();
            registration.close();
        } else {
            visiting.close();
            registration.closeAsync().toCompletableFuture().join();
        }
    }
}
