package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.AllocatedBytes;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What producers and subscriber threads call for each range allocates nothing once it is warm. */
@Watchdog
class InboxAllocationTest {
    /** Fewer, as each may take two changes of threads. Those of {@link AllocationTest} wait for themselves. */
    private static final int CALLS_THAT_WAIT = 100_000;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange();
    private final InvalidationRange nested = new InvalidationRange();
    private final InvalidationBatch batch = new InvalidationBatch(4);
    private long seen;

    @Test
    @DisplayName("start and end in a space that nobody has subscribed to")
    void startAndEndInASpaceWithoutSubscriptions() {
        assertThat(AllocatedBytes.by(this::startAndEnd)).isZero();
    }

    @Test
    @DisplayName("windows inside windows")
    void nestedWindows() {
        space.subscribe(0x1000, 0x1000, (self, said) -> true);
        assertThat(AllocatedBytes.by(() -> {
                    invalidator.invalidateRangeStart(range.init(space, 0x1000, 0x2000));
                    invalidator.invalidateRangeStart(nested.init(space, 0x1800, 0x1900));
                    invalidator.invalidateRangeEnd(nested);
                    invalidator.invalidateRangeEnd(range);
                }))
                .isZero();
    }

    @Test
    @DisplayName("a batch with callbacks and records")
    void aBatch() {
        space.subscribe(0x1000, 0x1000, (self, said) -> true);
        Subscriber own = new Subscriber("own", record -> seen += record.start());
        own.attach();
        space.subscribe(0x1000, 0x1000, own);
        assertThat(AllocatedBytes.by(() -> {
                    batch.init(InvalidationEvent.CLEAR, 0, null, space);
                    batch.add(0x1800, 0x1900).add(0x1000, 0x1100).add(0x1880, 0x1a00);
                    invalidator.invalidateRangeStart(batch);
                    invalidator.invalidateRangeEnd(batch);
                }))
                .isZero();
    }

    @Test
    @DisplayName("publishing, and waiting for a thread that polls")
    void publishingAndWaiting() {
        try (PollingThread thread = new PollingThread("polling", record -> {})) {
            space.subscribe(0x1000, 0x1000, thread.subscriber());
            assertThat(AllocatedBytes.by(CALLS_THAT_WAIT, () -> {
                        invalidator.publish(range.init(space, 0x1000, 0x2000));
                        invalidator.await(range);
                        invalidator.invalidateRangeEnd(range);
                    }))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70})
    @DisplayName("polls that find nothing and polls that find records, whether producers ring or not")
    void polls(int producers) {
        Subscriber subscriber = new Subscriber("own", record -> seen += record.start());
        space.subscribe(0x1000, 0x1000, subscriber);
        Invalidator[] all = new Invalidator[producers];
        for (int i = 0; i < producers; i++) {
            all[i] = space.newInvalidator("producer " + i, 0);
            all[i].publish(range.init(space, 0x1000, 0x2000));
            all[i].invalidateRangeEnd(range);
        }
        assertThat(subscriber.poll(producers)).isEqualTo(producers);
        assertThat(AllocatedBytes.by(() -> seen += subscriber.poll(4))).isZero();
        assertThat(AllocatedBytes.by(() -> {
                    Invalidator one = all[(int) (seen++ & Integer.MAX_VALUE) % producers];
                    one.publish(range.init(space, 0x1000, 0x2000));
                    one.invalidateRangeEnd(range);
                    seen += subscriber.poll(4);
                }))
                .isZero();
    }

    @Test
    @DisplayName("going offline, missing a record, and coming online")
    void offlineAndOnline() {
        Subscriber subscriber = new Subscriber("own", record -> seen += record.start());
        space.subscribe(0x1000, 0x1000, subscriber);
        assertThat(AllocatedBytes.by(() -> {
                    subscriber.offline();
                    startAndEnd();
                    subscriber.online();
                }))
                .isZero();
    }

    private void startAndEnd() {
        invalidator.invalidateRangeStart(range.init(space, 0x1000, 0x2000));
        invalidator.invalidateRangeEnd(range);
    }
}
