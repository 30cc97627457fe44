package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of a range, or of one of a batch, may complete a close: what depends on that is the user's code. */
@Watchdog
class CompletionInsideEndTest {
    /** A world whose first end completes a close, in this thread; or in another, if this one is held up there. */
    private static final class Ending {
        private final World world = new World();
        private final InvalidationRange range = world.range(0x1000, 0x2000);
        private final Thread thread = Thread.currentThread();
        private boolean inside;
        private CompletionStage<Void> completed;

        Ending(Consumer<Ending> dependent) {
            Registration other = world.register("other");
            world.space.register(world.notifier("ending").onEnd(() -> {
                if (completed == null) {
                    completed = other.closeAsync().thenRun(() -> {
                        if (Thread.currentThread() == thread) {
                            inside = true;
                            dependent.accept(this);
                        }
                    });
                }
            }));
        }

        /** Fails as the dependent has. */
        boolean hasRunInside() {
            completed.toCompletableFuture().join();
            return inside;
        }
    }

    @Test
    @DisplayName("a batch of which one window has ended, and others have not, is not ended, nor used again")
    void aBatchIsNotEndedInsideItsEnd() {
        InvalidationBatch batch = new InvalidationBatch(2);
        Subscription[] reader = new Subscription[1];
        Ending ending;
        do {
            ending = new Ending(it -> {
                assertThatIllegalStateException().isThrownBy(batch::close).withMessageContaining("has not returned");
                assertThatIllegalStateException().isThrownBy(() -> it.world.producer.quarantine(batch, () -> {}));
                assertThatIllegalStateException()
                        .isThrownBy(() -> batch.init(InvalidationEvent.UNMAP, 0, null, it.world.space));
                assertThat(reader[0].tryReadBegin()).isEqualTo(Subscription.BUSY);
            });
            reader[0] = ending.world.space.guard(0x3000, 0x1000);
            batch.init(InvalidationEvent.UNMAP, 0, null, ending.world.space)
                    .add(0x1000, 0x2000)
                    .add(0x3000, 0x4000);
            ending.world.producer.invalidateRangeStart(batch);
            ending.world.producer.invalidateRangeEnd(batch);
        } while (!ending.hasRunInside());

        assertThat(batch.isOpen()).isFalse();
        assertThat(reader[0].tryReadBegin()).isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("a range whose window has ended may be used again")
    void aRangeMayBeUsedAgainInsideItsEnd() {
        InvalidationResult[] again = new InvalidationResult[1];
        Ending ending;
        do {
            ending = new Ending(it -> {
                again[0] = it.world.producer.invalidateRangeStart(it.range.init(it.world.space, 0x5000, 0x6000));
                it.world.producer.invalidateRangeEnd(it.range);
            });
            ending.world.producer.invalidateRangeStart(ending.range);
            ending.world.producer.invalidateRangeEnd(ending.range);
        } while (!ending.hasRunInside());

        assertThat(again[0]).isEqualTo(InvalidationResult.COMPLETED);
    }

    @Test
    @DisplayName("and what it is used for then stays open behind the change whose end it was")
    void aRangeThatIsUsedAgainStaysOpenBehindTheChange() {
        Ending ending;
        do {
            ending = new Ending(
                    it -> it.world.producer.invalidateRangeStart(it.range.init(it.world.space, 0x5000, 0x6000)));
            World world = ending.world;
            Subscriber holding = new Subscriber("holding", record -> {});
            world.space.subscribe(0x1000, 0x1000, holding);
            holding.attach();
            assertThat(world.producer.change(ending.range, () -> {}, LaggardPolicy.retireAfter(0)))
                    .isEqualTo(InvalidationResult.RETIRED);
        } while (!ending.hasRunInside());

        assertThat(ending.range.isOpen()).isTrue();
        assertThat(ending.world.space.guard(0x5000, 0x1000).tryReadBegin()).isEqualTo(Subscription.BUSY);
        ending.world.end(ending.range);
    }
}
