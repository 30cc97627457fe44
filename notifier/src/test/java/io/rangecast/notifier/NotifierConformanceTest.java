package io.rangecast.notifier;

import static io.rangecast.notifier.NotifierCallback.END;
import static io.rangecast.notifier.NotifierCallback.SECONDARY_TLBS;
import static io.rangecast.notifier.NotifierCallback.START;
import static io.rangecast.notifier.NotifierCallback.TEST_YOUNG;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section F: who is called, and in which order. */
@Watchdog
class NotifierConformanceTest {
    private final World world = new World();
    private final Invalidator producer = world.producer;

    private static class EndOnly implements Notifier {
        private int ends;

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            ends++;
        }
    }

    /** Says of every range that it is young, or that it is not. */
    private final class Aging implements Notifier {
        private final String name;
        private final boolean young;

        Aging(String name, boolean young) {
            this.name = name;
            this.young = young;
        }

        private boolean log(AddressSpace space, String call, long start) {
            assertThat(space).isSameAs(world.space);
            world.called.add(name + "." + call + " " + Long.toHexString(start));
            return young;
        }

        @Override
        public boolean testYoung(AddressSpace space, long address) {
            return log(space, "test", address);
        }

        @Override
        public boolean clearFlushYoung(AddressSpace space, long start, long end) {
            return log(space, "flush", start) && end == 0x2000;
        }

        @Override
        public boolean clearYoung(AddressSpace space, long start, long end) {
            return log(space, "clear", start) && end == 0x2000;
        }
    }

    /** A second TLB. */
    private static final class Tlb implements Notifier {
        private final List<String> flushed = new ArrayList<>();

        @Override
        public void invalidateSecondaryTlbs(AddressSpace space, long start, long end) {
            flushed.add(Long.toHexString(start) + "-" + Long.toHexString(end));
        }
    }

    @Test
    @DisplayName("a start calls intervals, then notifiers, newest first; an end calls notifiers, newest first")
    void f1AStartCallsIntervalsThenNotifiersNewestFirst() {
        world.register("x");
        world.register("y");
        Subscription a = world.subscribeA();
        world.register("z");

        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(world.called).containsExactly("a", "z.start", "y.start", "x.start");
        world.called.clear();
        world.end(range);

        assertThat(world.called).containsExactly("z.end", "y.end", "x.end");
        assertThat(world.told).hasSize(7).containsOnly(world.told.get(0));
        assertThat(range.hits()).isEqualTo(1);
        world.assertNothingOpen(a);
    }

    @Test
    void f1NotifiersHearOfEveryRange() {
        world.register("x");
        world.invalidate(0, 1);
        world.invalidate(MAX - 1, MAX);
        assertThat(world.told).extracting(Told::start).containsExactly(0L, 0L, MAX - 1, MAX - 1);
    }

    @Test
    void f1AWindowEndsWithThoseThatItWasStartedWith() {
        world.register("x");
        Registration y = world.register("y");
        EndOnly late = new EndOnly();
        InvalidationRange range = world.open(0, 0x1000);
        world.register("z");
        world.space.register(late);
        y.close();
        world.called.clear();

        world.end(range);

        assertThat(world.called).containsExactly("x.end");
        assertThat(late.ends).isZero();
        world.called.clear();
        world.invalidate(0, 0x1000);
        assertThat(world.called).containsExactly("z.start", "x.start", "z.end", "x.end");
        assertThat(late.ends).isEqualTo(1);
    }

    @Test
    @DisplayName("what is not overridden is not called, and what is overridden further up is")
    void f2WhatIsNotOverriddenIsNotCalled() {
        Aging aging = new Aging("x", false);
        Tlb tlb = new Tlb();
        EndOnly endOnly = new EndOnly() {};
        Registration none = world.space.register(new Notifier() {});
        world.space.register(aging);
        world.space.register(tlb);
        world.space.register(endOnly);
        NotifierList list = world.space.notifiers().list();
        assertThat(list.all()).hasSize(4).endsWith(none);
        assertThat(list.of(START)).isEmpty();
        assertThat(list.of(END)).extracting(Registration::notifier).containsExactly(endOnly);
        assertThat(list.of(TEST_YOUNG)).extracting(Registration::notifier).containsExactly(aging);
        assertThat(list.of(SECONDARY_TLBS)).extracting(Registration::notifier).containsExactly(tlb);

        world.invalidate(0, 0x1000);

        assertThat(endOnly.ends).isEqualTo(1);
    }

    @Test
    @DisplayName("flushing a second TLB excludes being told of starts and ends, and a subclass is looked at anew")
    void f2FlushingASecondTlbExcludesStartsAndEnds() {
        Notifier both = new EndOnly() {
            @Override
            public void invalidateSecondaryTlbs(AddressSpace space, long start, long end) {}
        };
        assertThatThrownBy(() -> world.space.register(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(both.getClass().getName())
                .hasMessageContaining("invalidateSecondaryTlbs")
                .hasMessageContaining("invalidateRangeEnd");
        assertThat(world.space.notifiers().list().all()).isEmpty();
        world.space.register(new EndOnly());
    }

    @Test
    @DisplayName("testYoung stops at the first that says yes")
    void f3TestYoungStopsAtTheFirstThatSaysYes() {
        assertThat(producer.testYoung(0x1234)).isFalse();
        world.space.register(new Aging("oldest", true));
        world.space.register(new Aging("older", true));
        world.space.register(new Aging("newer", false));
        assertThat(producer.testYoung(0x1234)).isTrue();
        assertThat(world.called).containsExactly("newer.test 1234", "older.test 1234");
    }

    @Test
    @DisplayName("clearFlushYoung and clearYoung ask all, and are true if any is")
    void f3ClearFlushYoungAsksAllAndIsTrueIfAnyIs() {
        assertThat(producer.clearFlushYoung(0x1000, 0x2000)).isFalse();
        world.space.register(new Aging("x", false));
        assertThat(producer.clearYoung(0x1000, 0x2000)).isFalse();
        world.space.register(new Aging("y", true));
        world.space.register(new Aging("z", true));
        world.called.clear();
        assertThat(producer.clearFlushYoung(0x1000, 0x2000)).isTrue();
        assertThat(producer.clearYoung(0x1000, 0x2000)).isTrue();
        assertThat(world.called)
                .containsExactly(
                        "z.flush 1000", "y.flush 1000", "x.flush 1000", "z.clear 1000", "y.clear 1000", "x.clear 1000");
        producer.close();
    }

    @Test
    @DisplayName("second TLBs are flushed over just the range given")
    void f3SecondTlbsAreFlushedOverTheRangeGiven() {
        Tlb tlb = new Tlb();
        world.space.register(tlb);
        InvalidationRange range = world.open(0x1000, 0x4000);
        producer.invalidateSecondaryTlbs(0x1000, 0x2000);
        producer.invalidateSecondaryTlbs(0x3000, 0x4000);
        world.end(range);
        assertThat(tlb.flushed).containsExactly("1000-2000", "3000-4000");
    }

    @Test
    @DisplayName("who asks for the age of a page inside a window leaves the window open")
    void f3WhoAsksForTheAgeOfAPageInsideAWindowLeavesItOpen() {
        world.space.register(new Aging("x", true));
        InvalidationRange range = world.open(0x1000, 0x2000);
        Subscription newcomer = world.subscribeA();
        assertThat(producer.testYoung(0x1000)).isTrue();
        assertThat(newcomer.tryReadBegin()).isEqualTo(Subscription.BUSY);
        world.end(range);
        world.assertNothingOpen(newcomer);
    }

    @Test
    void f3ABadRangeOrAClosedInvalidatorIsRejected() {
        List<BiConsumer<Long, Long>> calls =
                List.of(producer::clearFlushYoung, producer::clearYoung, producer::invalidateSecondaryTlbs);
        calls.forEach(call -> assertThatThrownBy(() -> call.accept(0x2000L, 0x1000L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x2000"));
        producer.close();
        assertThatThrownBy(() -> producer.testYoung(0)).isInstanceOf(IllegalStateException.class);
        calls.forEach(call -> assertThatThrownBy(() -> call.accept(0x1000L, 0x2000L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("producer"));
    }

    @Test
    @DisplayName("a notifier hears of the events of its mask, not of its own migrations, and always of the release")
    void aNotifierHearsOfTheEventsOfItsMask() {
        int events = InvalidationEvent.MIGRATE.mask() | InvalidationEvent.CLEAR.mask();
        world.space.register(events, 7, world.notifier("x"));
        tell(InvalidationEvent.UNMAP, 0);
        tell(InvalidationEvent.MIGRATE, 7);
        tell(InvalidationEvent.MIGRATE, 8);
        tell(InvalidationEvent.CLEAR, 7);
        tell(InvalidationEvent.RELEASE, 7);
        assertThat(world.told)
                .extracting(told -> told.event() + " " + told.owner())
                .containsExactly("MIGRATE 8", "MIGRATE 8", "CLEAR 7", "CLEAR 7", "RELEASE 7", "RELEASE 7");
        assertThatThrownBy(() -> world.space.register(0, 0, world.notifier("y")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void tell(InvalidationEvent event, long owner) {
        InvalidationRange range = new InvalidationRange().initOwner(event, 0, null, world.space, 0, 0x1000, owner);
        producer.invalidateRangeStart(range);
        producer.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("a newcomer has joined when the windows that were open at its registration have ended")
    void aNewcomerHasJoinedWhenTheWindowsOpenAtItsRegistrationHaveEnded() {
        assertThat(world.register("w").hasJoined()).isTrue();
        InvalidationRange before = world.open(0, 0x1000);
        Registration x = world.register("x");
        InvalidationRange after = world.open(0x2000, 0x3000);
        assertThat(x.hasJoined()).isFalse();
        world.end(before);
        assertThat(x.hasJoined()).isTrue();
        world.end(after);
        world.open(0, 0x1000);
        assertThat(x.hasJoined()).isTrue();
    }

    @Test
    @DisplayName("a range that no notifier calls young is old, and who has asked may wait for callbacks again")
    void aRangeThatNoNotifierCallsYoungIsOld() {
        Registration registration = world.space.register(new Notifier() {
            @Override
            public boolean testYoung(AddressSpace where, long address) {
                return false;
            }

            @Override
            public boolean clearYoung(AddressSpace where, long start, long end) {
                return false;
            }

            @Override
            public boolean clearFlushYoung(AddressSpace where, long start, long end) {
                return false;
            }
        });

        assertThat(world.producer.testYoung(0x1000)).isFalse();
        assertThat(world.producer.clearYoung(0x1000, 0x2000)).isFalse();
        assertThat(world.producer.clearFlushYoung(0x1000, 0x2000)).isFalse();

        registration.close(); // rejected in a callback
    }
}
