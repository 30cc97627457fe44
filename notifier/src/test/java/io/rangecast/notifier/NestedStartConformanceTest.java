package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.FAILED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows N5 and N6: starts inside callbacks and handlers. */
@Watchdog
class NestedStartConformanceTest {
    private final World world = new World();
    private final WhileWaiting idle = WhileWaiting.idly();
    private final Invalidator patient = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
    private final InvalidationRange outer = world.range(0x1000, 0x2000);
    private final InvalidationRange inner = world.range(0x5000, 0x6000);
    private final List<Throwable> thrown = new ArrayList<>();
    private Runnable inHandler = () -> {};
    private int handled;
    private final Subscriber own = new Subscriber("own", record -> {
        handled++;
        if (record.start() == 0x1000) {
            inHandler.run();
        }
    });
    private final Subscription a = world.space.subscribe(0x1000, 0x8000, own);

    /** Does something in the handler, on this thread, that would wait for the handler. */
    private void assertRefusedInHandler(Runnable action) {
        own.attach();
        inHandler = () -> thrown.add(catchThrowable(action::run));
        assertThat(world.producer.invalidateRangeStart(outer)).isEqualTo(COMPLETED);
        world.end(outer);
        assertThat(thrown)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("[0x5000,0x6000)")
                        .hasMessageContaining("subscriber own"));
        assertThat(idle.rounds()).as("rounds waited").isZero();
    }

    // ---- N5

    @Test
    @DisplayName("a start that only the handler in which it is made could answer fails at once, and tells nobody")
    void n5AStartThatOnlyItsOwnHandlerCouldAnswerFailsAtOnce() {
        world.subscribe("other", 0x5000, 0x6000);
        world.register("x");
        assertRefusedInHandler(() -> patient.invalidateRangeStart(inner));
        assertThat(world.called).containsExactly("x.start", "x.end");
        assertThat(handled).isEqualTo(1);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        patient.close();
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("so does a batch, and a change of the manager")
    void n5SoDoesABatch() {
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.CLEAR, 0, null, world.space)
                .add(0x5000, 0x6000)
                .add(0xa000, 0xb000);
        assertRefusedInHandler(() -> patient.invalidateRangeStart(batch));
        thrown.clear();
        Subscriber elsewhere = new Subscriber("elsewhere", record -> {});
        world.space.subscribe(0xa000, 0x1000, elsewhere);
        world.space.map(patient, 0x5000, 0x6000, Vma.READ, 0, null, MemoryChange.NONE);
        assertRefusedInHandler(() -> world.space.unmap(patient, 0x5000, 0x6000, MemoryChange.NONE));
        assertThat(world.space.find(0x5000)).isNotNull();
        patient.close();
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("so does a start in a callback that a start in the handler has called")
    void n5SoDoesAStartInACallbackInTheHandler() {
        world.subscribe(
                "callback",
                0xa000,
                0xb000,
                self -> thrown.add(catchThrowable(() -> patient.invalidateRangeStart(inner))));
        own.attach();
        inHandler = () -> world.invalidate(0xa000, 0xb000);
        Invalidator another = world.space.newInvalidator("another", idle, Long.MAX_VALUE);
        assertThat(another.invalidateRangeStart(outer)).isEqualTo(COMPLETED);
        another.invalidateRangeEnd(outer);
        assertThat(thrown).singleElement().satisfies(error -> assertThat(error).hasMessageContaining("subscriber own"));
    }

    @Test
    @DisplayName("what is published in a handler is awaited behind it, and an await inside fails at once")
    void n5WhatIsPublishedInAHandlerIsAwaitedBehindIt() {
        assertRefusedInHandler(() -> {
            assertThat(patient.publish(inner)).isFalse();
            assertThat(patient.await(inner, 0)).as("a look").isEqualTo(TIMED_OUT);
            patient.await(inner);
        });
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(patient.await(inner)).isEqualTo(COMPLETED);
        patient.invalidateRangeEnd(inner);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
    }

    @Test
    void n5AStartInAHandlerThatOthersCanAnswerIsAnswered() {
        Subscriber second = new Subscriber("second", record -> {});
        world.space.subscribe(0xa000, 0x1000, second);
        world.subscribe("callback", 0xa000, 0xb000);
        second.attach();
        own.attach();
        InvalidationRange others = world.range(0xa000, 0xb000);
        List<InvalidationResult> results = new ArrayList<>();
        inHandler = () -> {
            results.add(patient.invalidateRangeStart(others));
            patient.invalidateRangeEnd(others);
        };
        assertThat(world.producer.invalidateRangeStart(outer)).isEqualTo(COMPLETED);
        world.end(outer);
        assertThat(results).containsExactly(COMPLETED);
        assertThat(world.called).containsExactly("callback");
    }

    // ---- N6

    /** A callback that starts another, up to a depth; returns how deep it came. */
    private int nest(int depth) {
        int[] deepest = new int[1];
        Invalidator nested = world.space.newInvalidator("nested");
        int[] now = new int[1];
        Subscription again = world.space.subscribe(0x10000, 0x1000, (self, said) -> {
            now[0]++;
            deepest[0] = Math.max(deepest[0], now[0]);
            boolean good = true;
            if (now[0] < depth) {
                InvalidationRange next = world.range(0x10000, 0x11000);
                try {
                    InvalidationResult result = nested.invalidateRangeStart(next);
                    nested.invalidateRangeEnd(next);
                    good = result == COMPLETED;
                } finally {
                    now[0]--;
                }
            } else {
                now[0]--;
            }
            return good;
        });
        InvalidationRange first = world.range(0x10000, 0x11000);
        InvalidationResult result = nested.invalidateRangeStart(first);
        assertThat(result).isEqualTo(depth <= Invalidator.MAX_NESTING ? COMPLETED : FAILED);
        nested.invalidateRangeEnd(first);
        again.close();
        nested.close();
        return deepest[0];
    }

    @Test
    @DisplayName("callbacks may start what calls others as deep as is documented, also from within a small stack")
    void n6CallbacksMayNestAsDeepAsIsDocumented() throws InterruptedException {
        int[] depth = new int[1];
        Thread thread = new Thread(null, () -> depth[0] = nest(Invalidator.MAX_NESTING), "small", 1 << 18);
        thread.start();
        thread.join();
        assertThat(depth[0]).isEqualTo(Invalidator.MAX_NESTING);
        assertThat(world.errors).isEmpty();
    }

    @Test
    @DisplayName("a callback that starts itself again for ever is told so in clear words, and all goes on")
    void n6ACallbackThatStartsItselfForEverIsToldSo() {
        assertThat(nest(Integer.MAX_VALUE)).isEqualTo(Invalidator.MAX_NESTING);
        assertThat(world.errors)
                .hasSize(Invalidator.MAX_NESTING)
                .noneMatch(StackOverflowError.class::isInstance)
                .allMatch(IllegalStateException.class::isInstance);
        assertThat(world.errors.get(0)).hasMessageContaining("0x20 callbacks");
        assertThat(nest(3)).isEqualTo(3);
        assertThat(nest(Invalidator.MAX_NESTING)).isEqualTo(Invalidator.MAX_NESTING);
        world.producer.close();
    }

    @Test
    @DisplayName("batches, flushes, ages and what is asked again nest as deep and no deeper")
    void n6BatchesFlushesAndAgesNestAsDeep() {
        int[] calls = new int[1];
        Invalidator nested = world.space.newInvalidator("nested");
        world.space.register(new Notifier() {
            @Override
            public boolean testYoung(AddressSpace space, long address) {
                calls[0]++;
                return nested.testYoung(address);
            }
        });
        assertThat(nested.testYoung(0x1000)).as("nobody knows").isTrue();
        assertThat(calls[0]).isEqualTo(Invalidator.MAX_NESTING);
        assertThat(world.errors).hasSize(1);

        calls[0] = 0;
        world.space.subscribe(0x10000, 0x1000, (self, said) -> {
            calls[0]++;
            InvalidationBatch batch = new InvalidationBatch(1)
                    .init(InvalidationEvent.CLEAR, 0, null, world.space)
                    .add(0x10000, 0x10001);
            nested.invalidateRangeStart(batch);
            nested.invalidateRangeEnd(batch);
            return true;
        });
        world.invalidate(0x10000, 0x11000);
        assertThat(calls[0]).isEqualTo(Invalidator.MAX_NESTING);
        nested.close();
        world.producer.close();
    }

    @Test
    @DisplayName("handlers that wait for each other's subscribers in one thread nest as deep and no deeper")
    void n6HandlersNestAsDeep() {
        int subscribers = 2 * Invalidator.MAX_NESTING;
        List<Subscriber> all = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        int[] handlers = new int[1];
        for (int i = 0; i < subscribers; i++) {
            long next = 0x20000 + 0x1000L * (i + 1);
            Subscriber each = new Subscriber("each " + i, record -> {
                handlers[0]++;
                InvalidationRange range = world.range(next, next + 0x1000);
                Throwable error = catchThrowable(() -> {
                    patient.invalidateRangeStart(range);
                    patient.invalidateRangeEnd(range);
                });
                if (error != null) {
                    refused.add(error);
                }
            });
            world.space.subscribe(next - 0x1000, 0x1000, each);
            each.attach();
            all.add(each);
        }
        world.invalidate(0x20000, 0x20001);
        assertThat(refused)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("0x20 record handlers"));
        assertThat(handlers[0]).isGreaterThanOrEqualTo(Invalidator.MAX_NESTING);
        all.forEach(Subscriber::close);
        assertThatThrownBy(() -> world.producer.await(outer)).hasMessageContaining("no window");
        patient.close();
        world.assertNothingOpen(a);
    }
}
