package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section J: what callbacks do to the library that calls them. */
@Watchdog
class ReentrancyConformanceTest {
    private static final String OWN_RANGE = "[0x1000,0x2000)";

    private final World world = new World();

    private InvalidationResult start(boolean blockable, InvalidationRange range) {
        return blockable
                ? world.producer.invalidateRangeStart(range)
                : world.producer.invalidateRangeStartNonblock(range);
    }

    /** Something that a callback does to its own subscription is an error at once, and the subscription lives on. */
    private void assertErrorInOwnCallback(boolean blockable, Consumer<Subscription> action) {
        List<Throwable> errors = new ArrayList<>();
        Subscription a =
                world.subscribe("a", 0x1000, 0x2000, self -> errors.add(catchThrowable(() -> action.accept(self))));
        InvalidationRange range = world.range(0x1800, 0x3000);

        assertThat(start(blockable, range)).isEqualTo(InvalidationResult.COMPLETED);

        assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(OWN_RANGE));
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        world.end(range);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        assertThat(world.errors).isEmpty();
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("a");
        a.close();
        assertThat(world.calledBy(0x1000, 0x2000)).isEmpty();
        world.producer.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a close in the subscription's own callback is an error at once, and nothing has changed")
    void j1ACloseInTheOwnCallbackIsAnErrorAtOnce(boolean blockable) {
        assertErrorInOwnCallback(blockable, Subscription::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a read that would wait in the subscription's own callback is an error at once")
    void j2AReadThatWouldWaitInTheOwnCallbackIsAnErrorAtOnce(boolean blockable) {
        assertErrorInOwnCallback(blockable, Subscription::readBegin);
    }

    @Test
    @DisplayName("a try in the own callback is no error, as it does not wait")
    void j2ATryInTheOwnCallbackIsNoError() {
        world.subscribe(
                "a", 0x1000, 0x2000, self -> assertThat(self.tryReadBegin()).isEqualTo(BUSY));
        world.invalidate(0x1000, 0x2000);
        assertThat(world.errors).isEmpty();
    }

    @Test
    @DisplayName("a window may be opened and ended inside a callback, and windows nest")
    void j3AWindowMayBeOpenedAndEndedInsideACallback() {
        Subscription inner = world.subscribe("inner", 0x5000, 0x6000);
        Subscription outer = world.subscribe("outer", 0x1000, 0x2000, self -> {
            InvalidationRange nested = world.open(0x5000, 0x6000);
            assertThat(inner.tryReadBegin()).isEqualTo(BUSY);
            world.end(nested);
            assertThat(inner.readRetry(inner.tryReadBegin())).isFalse();
            assertThat(self.tryReadBegin()).isEqualTo(BUSY);
        });
        world.subscribe("last", 0x1fff, 0x2000);

        InvalidationRange range = world.open(0x1000, 0x2000);

        assertThat(world.called).containsExactly("outer", "inner", "last");
        assertThat(world.errors).isEmpty();
        world.end(range);
        world.assertNothingOpen(inner, outer);
    }

    @Test
    void j3AWindowOpenedInsideACallbackMayStayOpenBeyondTheOuterOne() {
        Subscription inner = world.subscribe("inner", 0x5000, 0x6000);
        InvalidationRange nested = world.range(0x5000, 0x6000);
        Subscription outer =
                world.subscribe("outer", 0x1000, 0x2000, self -> world.producer.invalidateRangeStart(nested));
        world.end(world.open(0x1000, 0x2000));
        assertThat(outer.readRetry(outer.tryReadBegin())).isFalse();
        assertThat(inner.tryReadBegin()).isEqualTo(BUSY);
        world.end(nested);
        world.assertNothingOpen(inner);
    }

    @Test
    @DisplayName("the range that is being told cannot be started or initialised by a callback")
    void j3TheRangeBeingToldCannotBeStartedByACallback() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        world.subscribe("a", 0x1000, 0x2000, self -> world.producer.invalidateRangeStart(range));
        world.subscribe("b", 0x1000, 0x2000, self -> range.init(world.space, 0x3000, 0x4000));
        world.producer.invalidateRangeStart(range);
        assertThat(world.errors)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("open")
                        .hasMessageContaining(OWN_RANGE));
        world.end(range);
        world.producer.close();
    }
}
