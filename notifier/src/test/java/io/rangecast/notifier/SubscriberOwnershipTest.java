package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Rendezvous;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A subscriber belongs to one thread, since polling past a record speaks for what that thread holds. */
@Watchdog
class SubscriberOwnershipTest {
    private static final int RACES = 20_000;
    private static final int LONGEST_PAUSE = 64;

    private final World world = new World();
    private final List<Thread> handledBy = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber("owned", record -> handledBy.add(Thread.currentThread()));

    @Test
    @DisplayName("another thread can neither take records nor attach nor detach while the owner has not detached")
    void anotherThreadIsRejectedWhileTheOwnerLives() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.poll(1);
        world.impatient("impatient").invalidateRangeStart(world.range(0x1000, 0x2000));

        PollingThread.background(() -> {
                    assertRejected(() -> subscriber.poll(1));
                    assertRejected(subscriber::attach);
                    assertRejected(subscriber::detach);
                    return null;
                })
                .join();
        assertThat(subscriber.poll(1)).isEqualTo(1);
    }

    private static void assertRejected(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("subscriber owned belongs to");
    }

    @Test
    void aWaitOfTheFormerOwnerDoesNotSpeakForTheNewOne() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.attach();
        subscriber.detach();
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator impatient = world.space.newInvalidator("impatient", 1_000_000);

        whileOwnedByAnother(subscriber::attach, () -> {
            assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
            assertThat(handledBy).isEmpty();
        });

        subscriber.attach();
        assertThat(impatient.await(range, Long.MAX_VALUE)).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(handledBy).containsExactly(Thread.currentThread());
    }

    @Test
    void aWaitTakesNothingForASubscriberThatItsThreadHasGivenUp() {
        subscriber.attach();
        subscriber.detach();
        assertAWaitTakesNothing();
    }

    @Test
    void aWaitTakesNothingForASubscriberThatItsThreadHasAskedForInVain() {
        whileOwnedByAnother(subscriber::attach, () -> assertRejected(subscriber::attach));
        assertAWaitTakesNothing();
    }

    private void assertAWaitTakesNothing() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        Invalidator impatient = world.space.newInvalidator("impatient", 1_000_000);
        assertThat(impatient.invalidateRangeStart(world.range(0x1000, 0x2000))).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(handledBy).isEmpty();
    }

    @Test
    @DisplayName("the first poll of a thread takes over what another has given up, though nothing has come")
    void theFirstPollOfAThreadTakesOverThoughNothingHasCome() {
        subscriber.attach();
        subscriber.poll(1);
        subscriber.detach();
        whileOwnedByAnother(() -> subscriber.poll(1), () -> assertRejected(subscriber::attach));
    }

    /** Has another thread make the subscriber its own, and give it up when something is done. */
    private void whileOwnedByAnother(Runnable takeOver, Runnable meanwhile) {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Void> other = PollingThread.background(() -> {
            takeOver.run();
            taken.countDown();
            Uninterruptibly.await(done);
            subscriber.detach();
            return null;
        });
        Uninterruptibly.await(taken);
        meanwhile.run();
        done.countDown();
        other.join();
    }

    @Test
    @DisplayName("a poll finds out that the subscriber is closed, though nothing has come")
    void aPollFindsOutThatTheSubscriberIsClosed() {
        assertThat(subscriber.poll(1)).isZero();
        subscriber.close();
        assertThatThrownBy(() -> subscriber.poll(1)).hasMessage("subscriber owned is closed");
    }

    @Test
    @DisplayName("a thread that has attached is served while it waits, before its first poll")
    void aThreadThatHasAttachedIsServedBeforeItsFirstPoll() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.attach();

        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
        assertThat(handledBy).hasSize(1);
    }

    @Test
    void j2AHandlerCanNeitherWaitForReadersNorDetachNorGoOffline() {
        List<Throwable> errors = new ArrayList<>();
        Subscription[] subscription = new Subscription[1];
        Subscriber[] self = new Subscriber[1];
        self[0] = new Subscriber("self", record -> {
            errors.add(catchThrowable(() -> subscription[0].readBegin()));
            errors.add(catchThrowable(() -> self[0].detach()));
            errors.add(catchThrowable(() -> self[0].offline()));
        });
        self[0].attach();
        subscription[0] = world.space.subscribe(0x1000, 0x1000, self[0]);
        world.invalidate(0x1000, 0x2000);

        assertThat(errors).hasSize(3).allMatch(e -> e instanceof IllegalStateException);
        assertThat(errors.get(0))
                .hasMessageContaining("readBegin of [0x1000,0x2000) inside the handler of subscriber self");
        assertThat(errors.subList(1, 3))
                .allSatisfy(error -> assertThat(error).hasMessageContaining("is in its handler"));
    }

    @Test
    @DisplayName("a handler that closes the subscribers of its thread while they are served disturbs no wait")
    void aHandlerThatClosesTheSubscribersOfItsThreadDisturbsNoWait() {
        Subscriber first = new Subscriber("first", record -> {});
        Subscriber[] second = new Subscriber[1];
        second[0] = new Subscriber("second", record -> {
            first.close();
            second[0].close();
            subscriber.close();
        });
        first.attach();
        subscriber.attach();
        second[0].attach();
        world.space.subscribe(0x1000, 0x1000, second[0]);

        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
    }

    @Test
    @DisplayName("only the owner can declare that it holds nothing, unless it has detached or ended")
    void onlyTheOwnerCanCloseUnlessItHasDetachedOrEnded() {
        Subscriber other = new Subscriber("owned", record -> {});
        subscriber.attach();
        other.attach();
        PollingThread.background(() -> {
                    assertRejected(subscriber::close);
                    return null;
                })
                .join();
        other.detach();
        PollingThread.background(() -> {
                    other.close();
                    return null;
                })
                .join();
        assertThatThrownBy(() -> other.poll(1)).hasMessage("subscriber owned is closed");
        subscriber.close();
    }

    @Test
    @DisplayName("a close that races with the owner's detach either closes or says whose it is")
    void aCloseThatRacesWithDetachClosesOrSaysWhoseItIs() throws InterruptedException {
        Stress stress = new Stress();
        Rendezvous rendezvous = new Rendezvous(stress, 2);
        AtomicReference<Subscriber> owned = new AtomicReference<>();
        stress.repeat("owner", RACES, random -> {
            owned.set(new Subscriber("owned", record -> {}));
            owned.get().attach();
            rendezvous.meet();
            Stress.pause(random, LONGEST_PAUSE);
            owned.get().detach();
            rendezvous.meet();
        });
        stress.repeat("closer", RACES, random -> {
            rendezvous.meet();
            Stress.pause(random, LONGEST_PAUSE);
            try {
                owned.get().close();
            } catch (IllegalStateException expected) {
                stress.check(expected.getMessage().contains("belongs to"), expected.getMessage());
            }
            rendezvous.meet();
        });
        stress.run();
    }

    @Test
    @DisplayName("a second close does nothing, also while the other thread that closed it first lives on")
    void aSecondCloseDoesNothingWhileTheFirstCloserLivesOn() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        var closing = PollingThread.background(() -> {
            subscriber.close();
            closed.countDown();
            Uninterruptibly.await(mayEnd);
            return null;
        });
        closed.await();
        assertThatCode(subscriber::close).doesNotThrowAnyException();
        mayEnd.countDown();
        closing.join();
    }

    @Test
    void aSubscriberThatItsHandlerClosesGetsNoFurtherRecord() {
        Subscriber[] self = new Subscriber[1];
        List<Long> handled = new ArrayList<>();
        self[0] = new Subscriber("closing", record -> {
            handled.add(record.start());
            self[0].close();
        });
        world.space.subscribe(0x1000, 0x3000, self[0]);
        Invalidator impatient = world.impatient("impatient");
        for (long start = 0x1000; start < 0x4000; start += 0x1000) {
            InvalidationRange range = world.range(start, start + 0x1000);
            impatient.invalidateRangeStart(range);
            impatient.invalidateRangeEnd(range);
        }

        assertThat(self[0].poll(16)).isEqualTo(1);
        assertThat(handled).containsExactly(0x1000L);
    }
}
