package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rangecast.notifier.fixture.LoggingNotifier;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of a range, or of one of a batch, may complete a close: what depends on that is the user's code. */
@Watchdog
class CompletionInsideEndTest {
    private final World world = new World();
    private final Registration other = world.register("other");
    private CompletionStage<Void> completed;

    /** Runs an action once in the first end, behind the callbacks. */
    private void runInsideEnd(Runnable action) {
        LoggingNotifier ending = world.notifier("ending").onEnd(() -> {
            if (completed == null) {
                completed = other.closeAsync().thenRun(action);
            }
        });
        world.space.register(ending);
    }

    @Test
    @DisplayName("a batch of which one window has ended, and others have not, is not ended, nor used again")
    void aBatchIsNotEndedInsideItsEnd() {
        InvalidationBatch batch = new InvalidationBatch(2);
        batch.init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x2000)
                .add(0x3000, 0x4000);
        Subscription reader = world.space.guard(0x3000, 0x1000);
        runInsideEnd(() -> {
            assertThatIllegalStateException().isThrownBy(batch::close).withMessageContaining("has not returned");
            assertThatIllegalStateException().isThrownBy(() -> world.producer.quarantine(batch, () -> {}));
            assertThatIllegalStateException()
                    .isThrownBy(() -> batch.init(InvalidationEvent.UNMAP, 0, null, world.space));
            assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
        });

        world.producer.invalidateRangeStart(batch);
        world.producer.invalidateRangeEnd(batch);

        completed.toCompletableFuture().join();
        assertThat(batch.isOpen()).isFalse();
        assertThat(reader.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("a range whose window has ended may be used again")
    void aRangeMayBeUsedAgainInsideItsEnd() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        InvalidationResult[] again = new InvalidationResult[1];
        runInsideEnd(() -> {
            again[0] = world.producer.invalidateRangeStart(range.init(world.space, 0x5000, 0x6000));
            world.producer.invalidateRangeEnd(range);
        });

        world.producer.invalidateRangeStart(range);
        world.producer.invalidateRangeEnd(range);

        completed.toCompletableFuture().join();
        assertThat(again[0]).isEqualTo(InvalidationResult.COMPLETED);
    }
}
