package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rangecast.notifier.fixture.RandomArguments;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;

/** Random calls of those who are told and who read: two subscribers, and callbacks that behave badly at times. */
final class RandomSubscriberCalls {
    private final RandomArguments random;
    private final CallJudge judge;
    private final RandomWindowCalls windows;
    private final RandomSpaceCalls spaces;
    private final Subscriber[] subscribers = {
        new Subscriber("x", InvalidationRecord::start), new Subscriber("y", InvalidationRecord::end)
    };
    private final List<Subscription> subscriptions = new ArrayList<>();

    RandomSubscriberCalls(RandomArguments random, CallJudge judge, RandomWindowCalls windows, RandomSpaceCalls spaces) {
        this.random = random;
        this.judge = judge;
        this.windows = windows;
        this.spaces = spaces;
    }

    void subscribe() {
        AddressSpace space = spaces.any();
        Subscriber subscriber = random.any(subscribers);
        long start = random.address();
        long length = random.endOf(start) - start;
        int events = random.onceIn(8) ? random.nextInt() : 1 + random.nextInt(InvalidationEvent.ALL);
        boolean badRange = length == 0 || Long.compareUnsigned(length, Interval.MAX_END - start) > 0;
        boolean badMask = (events & InvalidationEvent.ALL) == 0 || (events & ~InvalidationEvent.ALL) != 0;
        boolean own = random.nextBoolean();
        boolean gone = own && (subscriber.isClosed() || subscriber.isEvicted());
        judge.attempt("subscribe", badRange || badMask || gone || spaces.isReleased(space), () -> {
            int owner = random.nextInt(2);
            return subscriptions.add(
                    own
                            ? space.subscribe(start, length, events, owner, subscriber)
                            : space.subscribe(start, length, events, owner, this::onInvalidation));
        });
    }

    private boolean onInvalidation(Subscription subscription, Invalidation said) {
        switch (random.nextInt(8)) {
            case 0 -> throw new IllegalArgumentException("a callback's own");
            case 1 -> {
                return false;
            }
            case 2 -> assertRejected(subscription::close);
            case 3 -> windows.forEachWithOpenWindow(in -> assertRejected(in::close));
            default -> said.start();
        }
        return true;
    }

    private static void assertRejected(Runnable call) {
        assertThatIllegalStateException().as("in a callback").isThrownBy(call::run);
    }

    void useSubscription() {
        if (subscriptions.isEmpty()) {
            return;
        }
        Subscription subscription = subscriptions.get(random.nextInt(subscriptions.size()));
        switch (random.nextInt(6)) {
            case 0 -> {
                subscription.close();
                assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
            }
            case 1 -> subscription.closeAsync();
            case 2 -> assertThat(subscription.readRetry(Subscription.BUSY)).isTrue();
            case 3 ->
                assertThat(subscription.readRetry(Subscription.CLOSED_FOR_GOOD)).isTrue();
            default -> {
                long seen = random.nextBoolean() ? subscription.tryReadBegin() : subscription.readBegin(0);
                assertThat(subscription.readRetry(seen))
                        .isEqualTo(seen == Subscription.BUSY || seen == Subscription.CLOSED_FOR_GOOD);
            }
        }
    }

    void useSubscriber() {
        Subscriber subscriber = random.any(subscribers);
        switch (random.nextInt(8)) {
            case 0 ->
                judge.attempt("attach", subscriber.isClosed(), () -> {
                    subscriber.attach();
                    return true;
                });
            case 1 -> judge.maybe("offline", subscriber::offline);
            case 2 -> judge.maybe("online", subscriber::online);
            case 3 -> judge.maybe("detach", subscriber::detach);
            case 4 -> {
                if (random.onceIn(8)) {
                    judge.maybe("close", subscriber::close);
                }
            }
            default -> judge.maybe("poll", () -> subscriber.poll(random.nextInt(-1, 5)));
        }
    }

    /** All windows have ended: readers may begin. Closes all, as memory is held for those who have failed. */
    void endAll() {
        for (Subscription subscription : subscriptions) {
            assertThat(subscription.tryReadBegin())
                    .as("begin of %s", subscription)
                    .isNotEqualTo(Subscription.BUSY);
            subscription.close();
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.close();
        }
    }

    void appendState(StringBuilder state) {
        for (Subscription subscription : subscriptions) {
            state.append(subscription).append(subscription.stateAcquire()).append(',');
        }
    }
}
