package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A batch that fails half-way, and what its callbacks may do meanwhile. */
@Watchdog
class BatchFailureTest {
    private static final VarHandle STATE = PrivateField.of(SubscriptionState.class, "state", long.class);
    private static final long AS_MANY_AS_IT_CAN_COUNT = 1L << 17;

    private final World world = new World();
    private final InvalidationBatch batch = new InvalidationBatch(4)
            .init(InvalidationEvent.CLEAR, 0, null, world.space)
            .add(0x1000, 0x2000)
            .add(0x3000, 0x4000)
            .add(0x5000, 0x6000);

    @Test
    @DisplayName("a batch that hits one subscription too often for it to count leaves nothing open, and nobody called")
    void k2ABatchThatCannotBeCountedLeavesNothingOpen() {
        Subscription a = world.subscribe("a", 0x1000, 0x6000);
        Subscription full = world.subscribe("full", 0x3000, 0x4000);
        full.tryReadBegin(); // windows count in it from now on
        STATE.setVolatile(full, AS_MANY_AS_IT_CAN_COUNT);

        assertThatThrownBy(() -> world.producer.invalidateRangeStart(batch))
                .hasMessageContaining("open windows already");

        assertThat(world.called).isEmpty();
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        assertThat((long) STATE.getVolatile(full) & SubscriptionState.WINDOWS).isEqualTo(AS_MANY_AS_IT_CAN_COUNT);
        STATE.setVolatile(full, 0L);
        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        assertThat(world.called).containsExactly("a", "a", "full", "a");
        world.producer.invalidateRangeEnd(batch);
        world.assertNothingOpen(a, full);
    }

    @Test
    @DisplayName("one that throws, even an Error, keeps nobody from being called, and what is closed meanwhile ends")
    void k2OneThatThrowsKeepsNobodyFromBeingCalled() {
        List<CompletionStage<Void>> closed = new ArrayList<>();
        List<Registration> registered = new ArrayList<>();
        world.subscribe("throwing", 0x1000, 0x4000, self -> {
            closed.add(self.closeAsync());
            closed.add(registered.get(0).closeAsync());
            throw new StackOverflowError("as if");
        });
        Subscription b = world.subscribe("b", 0x3000, 0x6000);
        registered.add(world.register("x"));

        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);

        assertThat(world.errors).hasSize(2).allMatch(StackOverflowError.class::isInstance);
        assertThat(world.called).containsExactly("throwing", "x.release", "throwing", "b", "b");
        assertThat(closed)
                .hasSize(4)
                .allMatch(stage -> stage.toCompletableFuture().isDone());
        world.producer.invalidateRangeEnd(batch);
        world.assertNothingOpen(b);
    }

    @Test
    @DisplayName("a callback can end neither the batch that tells it nor a range of it")
    void c12ACallbackCannotEndTheBatchThatTellsIt() {
        Subscription a = world.subscribe("a", 0x1000, 0x2000, self -> world.producer.invalidateRangeEnd(batch));
        world.subscribe("b", 0x3000, 0x4000, self -> world.end(batch.range(1)));

        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(InvalidationResult.FAILED);

        assertThat(world.errors)
                .hasSize(2)
                .allMatch(IllegalStateException.class::isInstance)
                .allSatisfy(error -> assertThat(error).hasMessageContaining("has not returned yet"));
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        world.producer.invalidateRangeEnd(batch);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("once a batch has told its callbacks, its thread closes what it likes, though the windows are open")
    void k2OnceABatchHasToldItsThreadMayClose() {
        Subscription a = world.subscribe("a", 0x1000, 0x2000);
        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        Subscription late = world.subscribe("late", 0x1000, 0x6000);

        a.close();
        late.close();

        world.producer.invalidateRangeEnd(batch);
        assertThat(world.called).containsExactly("a");
        world.producer.close();
    }

    @Test
    @DisplayName("a batch that calls nobody keeps nobody from closing what came after it")
    void k2ABatchThatCallsNobodyKeepsNobodyFromClosing() {
        world.subscribe("elsewhere", 0x9000, 0xa000);
        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        Subscription late = world.subscribe("late", 0x1000, 0x6000);

        late.close();

        assertThat(late.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        world.producer.invalidateRangeEnd(batch);
        world.producer.close();
    }
}
