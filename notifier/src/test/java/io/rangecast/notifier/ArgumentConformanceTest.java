package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows N9 to N11: what is no good is refused before anything happens, in clear words, and the same everywhere. */
@Watchdog
class ArgumentConformanceTest {
    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Invalidator producer = world.producer;
    private final Invalidator stranger = new AddressSpace().newInvalidator("stranger");
    private final MemoryChange none = MemoryChange.NONE;

    /** Every operation of the manager over a range, with one invalidator and one change of memory. */
    private Stream<ThrowingCallable> operations(Invalidator in, MemoryChange change) {
        return Stream.of(
                () -> space.map(in, 0x1000, 0x2000, 0, 0, null, change),
                () -> space.unmap(in, 0x1000, 0x2000, change),
                () -> space.protect(in, 0x1000, 0x2000, Vma.READ, change),
                () -> space.discard(in, 0x1000, 0x2000, change),
                () -> space.migrate(in, 0x1000, 0x2000, 7, change),
                () -> space.clearSoftDirty(in, change),
                () -> space.move(in, area(), 0x5000, 0x6000, null, change),
                () -> space.release(in, change));
    }

    /** The one that is mapped, or would be. */
    private Vma area() {
        Vma mapped = space.find(0x1000);
        return mapped == null ? Vma.of(space, 0x1000, 0x2000) : mapped;
    }

    private void assertAllRefused(Stream<ThrowingCallable> operations, Class<?> with, String message) {
        List<Vma> before = areas();
        long windows = space.counters().windows();
        operations.forEach(operation ->
                assertThat(catchThrowable(operation)).isInstanceOf(with).hasMessageContaining(message));
        assertThat(areas()).isEqualTo(before);
        assertThat(space.counters().windows()).isEqualTo(windows);
    }

    private List<Vma> areas() {
        List<Vma> found = new ArrayList<>();
        space.areas().forEach(found::add);
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("the manager refuses nulls, strangers and closed invalidators, whether or not something is mapped")
    void n11TheManagerRefusesNullsAndStrangers(boolean mapped) {
        if (mapped) {
            world.map(0x1000, 0x2000, Vma.READ);
        }
        Invalidator closed = space.newInvalidator("closed one");
        closed.close();
        assertAllRefused(operations(null, none), NullPointerException.class, "invalidator");
        assertAllRefused(operations(producer, null), NullPointerException.class, "ed"); // unmapped, changed, …
        assertAllRefused(
                operations(stranger, none), IllegalArgumentException.class, "invalidator stranger of space 0x");
        assertAllRefused(operations(closed, none), IllegalStateException.class, "invalidator closed one");
        assertThatThrownBy(() -> space.fork(producer, null)).hasMessage("childTag");
        assertThatThrownBy(() -> space.fork(stranger, Vma::tag)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("empty and reversed ranges and bad protections are refused, whether or not something is mapped")
    void n11BadRangesAndProtectionsAreRefused(boolean mapped) {
        if (mapped) {
            world.map(0x1000, 0x2000, Vma.READ);
        }
        assertAllRefused(
                Stream.of(
                        () -> space.map(producer, 0x2000, 0x1000, 0, 0, null, none),
                        () -> space.unmap(producer, 0x2000, 0x1000, none),
                        () -> space.protect(producer, 0x2000, 0x1000, 0, none),
                        () -> space.discard(producer, 0x2000, 0x1000, none),
                        () -> space.migrate(producer, 0x2000, 0x1000, 0, none),
                        () -> space.move(producer, area(), 0x2000, 0x1000, null, none)),
                IllegalArgumentException.class,
                "[0x2000,0x1000)");
        assertAllRefused(
                Stream.of(
                        () -> space.map(producer, 0x1000, 0x2000, -1, 0, null, none),
                        () -> space.protect(producer, 0x1000, 0x2000, -1, none)),
                IllegalArgumentException.class,
                "0xffffffff");
        assertThatThrownBy(() -> new Vma(space, 1, 1, 0, 1, 8, 0, null)).hasMessageContaining("0x8");
    }

    @Test
    @DisplayName("nulls are named, and nothing has happened")
    void n11NullsAreNamed() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        Stream.<ThrowingCallable>of(
                        () -> producer.invalidateRangeStart((InvalidationRange) null),
                        () -> producer.invalidateRangeStartNonblock(null),
                        () -> producer.publish((InvalidationRange) null),
                        () -> producer.await((InvalidationRange) null),
                        () -> producer.laggards((InvalidationRange) null),
                        () -> producer.evict((InvalidationRange) null),
                        () -> producer.invalidateRangeEnd((InvalidationRange) null))
                .forEach(call -> assertThat(catchThrowable(call)).hasMessage("range"));
        Stream.<ThrowingCallable>of(
                        () -> producer.invalidateRangeStart((InvalidationBatch) null),
                        () -> producer.publish((InvalidationBatch) null),
                        () -> producer.await((InvalidationBatch) null, 0),
                        () -> producer.laggards((InvalidationBatch) null),
                        () -> producer.evict((InvalidationBatch) null),
                        () -> producer.quarantine((InvalidationBatch) null, () -> {}),
                        () -> producer.invalidateRangeEnd((InvalidationBatch) null))
                .forEach(call -> assertThat(catchThrowable(call)).hasMessage("batch"));
        assertThatThrownBy(() -> producer.quarantine(range, null)).hasMessage("free");
        assertThatThrownBy(() -> space.subscribe(0, 1, (Subscriber) null)).hasMessage("subscriber");
        assertThatThrownBy(() -> space.subscribe(0, 1, (IntervalNotifier) null)).hasMessage("notifier");
        assertThatThrownBy(() -> space.register(null)).hasMessage("notifier");
        assertThatThrownBy(() -> space.acquireShared(null, () -> null)).hasMessage("key");
        assertThatThrownBy(() -> space.acquireShared(Notifier.class, null)).hasMessage("allocate");
        assertThatThrownBy(() -> space.releaseShared(null)).hasMessage("notifier");
        assertThatThrownBy(() -> space.synchronizeAll(null, 0)).hasMessage("idle");
        assertThatThrownBy(() -> space.newInvalidator(null)).hasMessage("name");
        assertThatThrownBy(() -> new AddressSpace(null)).hasMessage("errorHandler");
        assertThatThrownBy(() -> new Subscriber("s", record -> {}).poll(null, 1))
                .hasMessage("with");
        assertThat(space.counters().windows()).isZero();
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a negative limit is refused, also while nothing has come")
    void n11ANegativeLimitIsRefused() {
        Subscriber subscriber = new Subscriber("s", record -> {});
        assertThatThrownBy(() -> subscriber.poll(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0x1");
        assertThat(subscriber.poll(0)).isZero();
    }

    @Test
    void n9ATranslationUnderASubscriptionOfAnotherSpaceIsRefused() {
        AddressSpace other = new AddressSpace();
        TranslationCache cache = new TranslationCache(space, 16, 0x1000);
        Subscriber subscriber = new Subscriber("s", cache);
        Subscription foreign = other.subscribe(0x1000, 0x1000, subscriber);
        Subscription own = space.subscribe(0x1000, 0x1000, subscriber);
        Vma area = world.map(0x1000, 0x2000, Vma.READ);
        subscriber.attach();

        assertThatThrownBy(() -> cache.fill(foreign, foreign.tryReadBegin(), 0x1000, 0x7000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0x1000,0x2000)")
                .hasMessageContaining(space.toString());
        assertThatThrownBy(() -> cache.fillRange(foreign, foreign.tryReadBegin(), area.slice(0x1000, 0x1800), 0x7000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.fill(null, 0, 0x1000, 0x7000)).hasMessage("subscription");
        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
        assertThat(cache.fill(own, own.tryReadBegin(), 0x1000, 0x7000, area)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a space that has ended, in whichever way, says so everywhere")
    void n10ASpaceThatHasEndedSaysSoEverywhere(boolean released) {
        world.map(0x1000, 0x2000, Vma.READ);
        Invalidator another = space.newInvalidator("another");
        if (released) {
            space.release(producer, none);
        } else {
            space.close();
        }
        List<Vma> left = areas();
        Stream.<ThrowingCallable>concat(
                        operations(another, none).limit(7),
                        Stream.of(
                                () -> space.subscribe(0, 1, (self, said) -> true),
                                () -> space.subscribe(0, 1, new Subscriber("s", record -> {})),
                                () -> space.register(new Notifier() {}),
                                () -> space.acquireShared(Notifier.class, () -> new Notifier() {}),
                                () -> space.fork(another, Vma::tag),
                                () -> space.newInvalidator("late")))
                .forEach(call -> assertThat(catchThrowable(call))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(space + " is released"));
        assertThat(areas()).isEqualTo(left);
        if (released) {
            space.release(another, none); // a second call
        } else {
            assertThatThrownBy(() -> space.release(another, none)).hasMessage(space + " is released");
            assertThat(areas()).as("no half release").hasSize(1);
        }
        space.close();
        another.close();
        another.close();
    }

    @Test
    void n10AClosedInvalidatorSaysSoEverywhere() {
        producer.close();
        InvalidationRange range = world.range(0x1000, 0x2000);
        InvalidationBatch batch = new InvalidationBatch(1)
                .init(InvalidationEvent.CLEAR, 0, null, space)
                .add(0, 1);
        Stream.<ThrowingCallable>of(
                        () -> producer.invalidateRangeStart(range),
                        () -> producer.invalidateRangeStartNonblock(range),
                        () -> producer.publish(range),
                        () -> producer.invalidateRangeStart(batch),
                        () -> producer.publish(batch),
                        () -> producer.await(batch),
                        () -> producer.isAcknowledged(batch),
                        () -> producer.laggards(batch),
                        () -> producer.describeLaggards(batch),
                        () -> producer.evict(batch),
                        () -> producer.quarantine(batch, () -> {}),
                        () -> producer.retire(batch, () -> {}),
                        () -> producer.invalidateRangeEnd(batch),
                        () -> producer.testYoung(0),
                        () -> producer.clearYoung(0, 1),
                        () -> producer.clearFlushYoung(0, 1),
                        () -> producer.invalidateSecondaryTlbs(0, 1),
                        () -> space.unmap(producer, 0, 1, none))
                .forEach(call -> assertThat(catchThrowable(call))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(producer + " is closed"));
    }
}
