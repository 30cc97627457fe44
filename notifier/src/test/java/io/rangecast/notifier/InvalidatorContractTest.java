package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link Invalidator} rejects; after each rejection it works as before. */
@Watchdog
class InvalidatorContractTest {
    private final World world = new World();
    private final Subscription a = world.subscribeA();

    private void assertStartsRejected(
            Invalidator invalidator, InvalidationRange range, Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> invalidator.invalidateRangeStart(range))
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> invalidator.invalidateRangeStartNonblock(range))
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThat(world.called).isEmpty();
    }

    @Test
    void aRangeThatWasNeverInitialisedIsRejected() {
        assertStartsRejected(world.producer, new InvalidationRange(), IllegalStateException.class, "not initialised");
        world.assertNothingOpen(a);
    }

    @Test
    void aRangeOrAnAreaOfAnotherSpaceIsRejected() {
        AddressSpace other = new AddressSpace();
        InvalidationRange range = new InvalidationRange().init(other, 0x1000, 0x2000);
        assertStartsRejected(world.producer, range, IllegalArgumentException.class, other.toString());
        Vma area = new Vma(other, 1, 1, 0x1000, 0x2000, Vma.READ, 0, null);
        assertThatThrownBy(() -> range.init(InvalidationEvent.CLEAR, 0, area, world.space, 0x1000, 0x2000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.toString());
        assertThat(range.space()).isSameAs(other);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a range that is open can be neither started again, nor initialised, nor its invalidator closed")
    void aRangeThatIsOpenCanBeNeitherStartedNorInitialisedNorItsInvalidatorClosed() {
        InvalidationRange range = world.open(0x1000, 0x2000);
        world.called.clear();
        assertStartsRejected(world.producer, range, IllegalStateException.class, "[0x1000,0x2000)");
        assertStartsRejected(world.impatient("other"), range, IllegalStateException.class, "[0x1000,0x2000)");
        assertThatThrownBy(() -> range.init(world.space, 0x3000, 0x4000)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(world.producer::close).isInstanceOf(IllegalStateException.class);
        assertThat(range.start()).isEqualTo(0x1000);
        world.end(range);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a closed invalidator starts nothing, and a second close does nothing")
    void aClosedInvalidatorStartsNothing() {
        world.producer.close();
        world.producer.close();
        assertStartsRejected(world.producer, world.range(0x1000, 0x2000), IllegalStateException.class, "producer");
    }

    @Test
    @DisplayName("any number of windows can be open at once, and a newcomer's readers wait for each that hits it")
    void anyNumberOfWindowsCanBeOpenAtOnce() {
        List<InvalidationRange> open = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            open.add(world.open(0x1000 + i, 0x1001 + i));
        }
        List<Subscription> newcomers = new ArrayList<>();
        for (int i = 0; i < 1000; i += 100) {
            newcomers.add(world.subscribe("newcomer", 0x1000 + i, 0x1001 + i));
        }
        for (int i = 999; i >= 0; i--) {
            world.end(open.get(i));
            if (i % 100 == 0) {
                assertThat(newcomers.get(i / 100).tryReadBegin()).isNotEqualTo(Subscription.BUSY);
                newcomers
                        .subList(0, i / 100)
                        .forEach(waiting -> assertThat(waiting.tryReadBegin()).isEqualTo(Subscription.BUSY));
            }
        }
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("waiting for and asking about a range that is not open is rejected")
    void waitingForARangeThatIsNotOpenIsRejected() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThatThrownBy(() -> world.producer.await(range, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> world.producer.laggards(range)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a subscription hears only of the events in its mask, and its readers are disturbed by those only")
    void aSubscriptionHearsOnlyOfTheEventsInItsMask() {
        Subscription clears =
                world.space.subscribe(0x1000, 0x1000, InvalidationEvent.CLEAR.mask(), 0, world.logging("clears"));
        long seen = clears.readBegin();
        InvalidationRange unmap = world.open(0x1000, 0x2000);
        assertThat(clears.readRetry(seen)).isFalse();
        Subscription newcomer =
                world.space.subscribe(0x1000, 0x1000, InvalidationEvent.CLEAR.mask(), 0, world.logging("newcomer"));
        assertThat(newcomer.readRetry(newcomer.tryReadBegin())).isFalse();
        world.end(unmap);
        InvalidationRange clear =
                new InvalidationRange().init(InvalidationEvent.CLEAR, 0, null, world.space, 0x1000, 0x2000);
        world.producer.invalidateRangeStart(clear);
        assertThat(clears.readRetry(seen)).isTrue();
        assertThat(world.called).containsExactly("a", "a", "clears", "newcomer");
        world.end(clear);
    }

    @Test
    @DisplayName("in a space without subscribers nobody has to be waited for, however a window is started")
    void inASpaceWithoutSubscribersNobodyHasToBeWaitedFor() {
        World quiet = new World();
        InvalidationRange range = quiet.open(0x1000, 0x2000);
        quiet.end(range);
        assertThat(quiet.producer.publish(range)).isTrue();
        quiet.end(range);
        assertThat(quiet.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.COMPLETED);
        quiet.end(range);
        quiet.assertNothingOpen();
    }

    @Test
    void whatIsPublishedToCallbacksAloneLeavesNobodyToWaitFor() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(world.producer.publish(range)).isTrue();
        assertThat(world.called).containsExactly("a");
        world.end(range);
        world.assertNothingOpen(a);
    }
}
