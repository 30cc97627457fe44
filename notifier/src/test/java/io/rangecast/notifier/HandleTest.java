package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What all handles tell of themselves, and time-outs as people type them. */
@Watchdog
class HandleTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

    private final World world = new World();

    @Test
    @DisplayName("a space, an invalidator, a registration and a subscription say whether they are closed")
    void handlesSayWhetherTheyAreClosed() {
        Registration registration = world.register("mirror");
        Registration outlived = world.register("another mirror");
        assertThat(registration.isClosed()).isFalse();
        registration.close();
        assertThat(registration.isClosed()).isTrue();

        Invalidator invalidator = world.space.newInvalidator("evictor");
        assertThat(invalidator.name()).isEqualTo("evictor");
        assertThat(invalidator.isClosed()).isFalse();
        invalidator.close();
        assertThat(invalidator.isClosed()).isTrue();

        Invalidator borrowed = world.space.borrowInvalidator();
        assertThat(borrowed.isClosed()).isFalse();
        borrowed.close();
        assertThat(borrowed.isClosed()).isTrue();

        Subscriber subscriber = new Subscriber("reader", record -> {});
        Subscription subscription = world.space.guard(0, 1);
        Subscription subscribers = world.space.subscribe(0, 1, subscriber);
        Subscription spaces = world.space.guard(0, 1);
        assertThat(subscription.isClosed() || subscribers.isClosed()).isFalse();
        subscription.close();
        subscriber.closeOnBehalfOfItsThread();
        assertThat(subscription.isClosed() && subscribers.isClosed()).isTrue();

        assertThat(world.space.isClosed() || outlived.isClosed() || spaces.isClosed())
                .isFalse();
        world.space.close();
        assertThat(world.space.isClosed() && outlived.isClosed() && spaces.isClosed())
                .isTrue();
    }

    @Test
    @DisplayName("a subscription and a registration have the name by which laggards knows them")
    void handlesHaveTheNameByWhichLaggardsKnowsThem() {
        Subscriber subscriber = new Subscriber("reader", record -> {});
        ReaderGroup group = new ReaderGroup("readers");
        Subscription polled = world.space.subscribe(0x1000, 0x1000, subscriber);
        Subscription sections = world.space.subscribe(0x1000, 0x1000, group);
        Subscription callback = world.subscribeRefusing("callback", 0x1000, 0x2000);
        Registration registration = world.space.register(new Notifier() {
            @Override
            public boolean invalidateRangeStart(Invalidation invalidation) {
                return false;
            }

            @Override
            public String toString() {
                return "mirror";
            }
        });
        assertThat(polled.name()).isEqualTo("reader");
        assertThat(sections.name()).isEqualTo("readers");
        assertThat(callback.name()).isEqualTo("subscription [0x1000,0x2000)");
        assertThat(world.space.guard(0x1000, 0x1000).name()).isEqualTo("subscription [0x1000,0x2000)");
        assertThat(registration.name()).isEqualTo("notifier mirror");

        Invalidator invalidator = world.impatient("impatient");
        InvalidationRange range = world.range(0x1000, 0x2000);
        long section = group.enter();
        invalidator.publish(range);
        assertThat(invalidator.laggards(range))
                .containsExactlyInAnyOrder(polled.name(), sections.name(), callback.name(), registration.name());
        invalidator.invalidateRangeEnd(range);
        group.exit(section);
        invalidator.close();
    }

    @Test
    @DisplayName("a notifier whose text cannot be had is named by its class")
    void aNotifierWithoutATextIsNamedByItsClass() {
        Registration registration = world.space.register(new Notifier() {
            @Override
            public String toString() {
                throw new StackOverflowError(); // an Error would have a start that reports it end where it stands
            }
        });
        assertThat(registration.name()).startsWith("notifier " + HandleTest.class.getName());
    }

    @Test
    @SuppressWarnings("deprecation")
    void formerNamesDoTheSame() {
        Notifier shared = world.space.get(Notifier.class, () -> world.notifier("shared"));
        assertThat(world.space.acquireShared(Notifier.class, () -> world.notifier("never")))
                .isSameAs(shared);
        world.space.put(shared);
        assertThat(world.called).isEmpty();
        world.space.put(shared);
        assertThat(world.called).containsExactly("shared.free");
        InvalidationRange range = new InvalidationRange();
        assertThat(range.init(world.space, 0, 1).updateToReadOnly()).isFalse();
        Vma readable = Vma.of(world.space, 0, 1).withProtection(Vma.READ);
        range.init(InvalidationEvent.PROTECTION_VMA, 0, readable, world.space, 0, 1);
        assertThat(range.updateToReadOnly()).isTrue();
    }

    @Test
    @DisplayName("a reader, and who waits for callbacks, wait no longer than a duration")
    void readersAndClosersWaitForADuration() {
        Subscription guard = world.space.guard(0x1000, 0x1000);
        assertThat(guard.readBegin(ENDLESS)).isNotEqualTo(Subscription.BUSY);
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(guard.readBegin(Duration.ofNanos(1))).isEqualTo(Subscription.BUSY);
        world.end(range);
        assertThat(world.space.synchronizeAll(Duration.ZERO)).isTrue();
    }

    @Test
    @DisplayName("a duration stands for its nanoseconds, and one too long for as many as there are")
    void aDurationStandsForItsNanoseconds() {
        assertThat(TimeoutNanos.of(Duration.ofMillis(3))).isEqualTo(3_000_000);
        assertThat(TimeoutNanos.of(ENDLESS)).isEqualTo(Long.MAX_VALUE);
        assertThat(TimeoutNanos.of(ENDLESS.negated())).isEqualTo(Long.MIN_VALUE);
        Duration wait = Duration.ofNanos(7);
        assertThat(LaggardPolicy.abortAfter(wait)).isEqualTo(LaggardPolicy.abortAfter(7));
        assertThat(LaggardPolicy.retireAfter(wait)).isEqualTo(LaggardPolicy.retireAfter(7));
        assertThat(LaggardPolicy.evictAfter(wait)).isEqualTo(LaggardPolicy.evictAfter(7));
        assertThatIllegalArgumentException().isThrownBy(() -> LaggardPolicy.abortAfter(wait.negated()));
    }

    @Test
    @DisplayName("a start and an await of no duration look once")
    void noDurationIsOneLook() {
        Subscriber laggard = new Subscriber("laggard", record -> {});
        world.space.subscribe(0x1000, 0x1000, laggard);
        Invalidator invalidator = world.space.newInvalidator("impatient", Duration.ZERO);
        InvalidationRange range = world.range(0x1000, 0x2000);
        InvalidationBatch batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(0x1000, 0x2000);
        assertThat(invalidator.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(invalidator.invalidateRangeStart(batch)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(invalidator.await(range, Duration.ZERO)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(invalidator.await(batch, Duration.ZERO)).isEqualTo(InvalidationResult.TIMED_OUT);
        laggard.poll(8);
        assertThat(invalidator.await(range, ENDLESS)).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(invalidator.await(batch, ENDLESS)).isEqualTo(InvalidationResult.COMPLETED);
        invalidator.invalidateRangeEnd(range);
        invalidator.invalidateRangeEnd(batch);
        invalidator.close();
    }
}
