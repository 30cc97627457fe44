package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Meeting;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task ends what it has made and nobody has attached, while another thread uses it for the first time. */
@Watchdog
@Tag("proof")
class CloseUnattachedStressTest {
    private static final int ROUNDS = Effort.of(20_000);
    private static final int SPINS = 256;
    private static final int MOST_LEAD = 8;

    /** Many, so that who closes them one by one takes a while. */
    private static final int SUBSCRIPTIONS = 32;

    /** What the other does; whether it may use the subscriber from then on. */
    enum Use {
        READ {
            @Override
            boolean begin(AddressSpace space, Subscriber subscriber, Subscription subscription) {
                return subscription.tryReadBegin() != Subscription.CLOSED_FOR_GOOD;
            }
        },
        ATTACH {
            @Override
            boolean begin(AddressSpace space, Subscriber subscriber, Subscription subscription) {
                try {
                    subscriber.attach();
                    return true;
                } catch (IllegalStateException refused) {
                    assertThat(refused).hasMessageContaining(" is closed");
                    return false;
                }
            }
        },
        SUBSCRIBE {
            @Override
            boolean begin(AddressSpace space, Subscriber subscriber, Subscription subscription) {
                try {
                    space.subscribe(0, 1, subscriber);
                    return true;
                } catch (IllegalStateException refused) {
                    assertThat(refused).hasMessageContaining(" is closed");
                    return false;
                }
            }
        };

        abstract boolean begin(AddressSpace space, Subscriber subscriber, Subscription subscription);
    }

    private final Stress stress = new Stress();
    private final AddressSpace space = new AddressSpace();
    private final Meeting meeting = new Meeting(stress);
    private volatile Subscriber made;
    private volatile List<Subscription> subscriptions;
    private volatile boolean used;
    private int closed;

    /** The one that was first more often pauses longer: so both come first now and then, on any machine. */
    private volatile int userLeads;

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "who uses a subscriber for the first time while its maker ends it keeps all of it open, or finds it closed")
    void p2WhoUsesItFirstKeepsAllOfItOpenOrFindsItClosed(Use use) throws InterruptedException {
        stress.repeat("maker", ROUNDS, random -> {
            make();
            if (random.nextBoolean()) {
                subscriptions.get(random.nextInt(SUBSCRIPTIONS)).tryReadBegin(); // which keeps nothing open
            }
            meeting.awaitAndPause(random, SPINS << Math.max(0, -userLeads));
            boolean isClosed = Subscriber.closeAllOfCurrentThread() == 1;
            meeting.await();
            checkWhole(isClosed);
            if (!isClosed) {
                made.closeOnBehalfOfItsThread();
            }
        });
        stress.repeat("user", ROUNDS, random -> {
            meeting.awaitAndPause(random, SPINS << Math.max(0, userLeads));
            try {
                used = use.begin(space, made, subscriptions.get(SUBSCRIPTIONS - 1));
            } catch (Throwable unexpected) {
                stress.fail(unexpected);
            }
            meeting.await();
        });
        stress.run();
        assertThat(closed).isBetween(1, ROUNDS - 1);
    }

    @Test
    @DisplayName(
            "a reader that has begun before the maker ends the subscriber, and begins again meanwhile, keeps all of it open")
    void p2AReaderThatIsKnownKeepsAllOfItOpen() throws InterruptedException {
        stress.repeat("maker", ROUNDS, random -> {
            make();
            subscriptions.get(0).tryReadBegin();
            meeting.await();
            meeting.awaitAndPause(random, SPINS);
            stress.check(Subscriber.closeAllOfCurrentThread() == 0, "closed, though another has begun to read");
            meeting.await();
            made.closeOnBehalfOfItsThread();
        });
        stress.repeat("reader", ROUNDS, random -> {
            meeting.await();
            Subscription known = subscriptions.get(random.nextInt(SUBSCRIPTIONS));
            known.tryReadBegin();
            meeting.awaitAndPause(random, SPINS);
            Subscription other = subscriptions.get(random.nextInt(SUBSCRIPTIONS));
            stress.check(other.tryReadBegin() != Subscription.CLOSED_FOR_GOOD, "closed under a reader");
            stress.check(!known.isClosed(), "closed under a reader");
            meeting.await();
        });
        stress.run();
    }

    private void make() {
        Subscriber next = new Subscriber("made", record -> {});
        List<Subscription> more = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            more.add(space.subscribe(i, 1, next));
        }
        made = next;
        subscriptions = more;
    }

    private void checkWhole(boolean isClosed) {
        closed += isClosed ? 1 : 0;
        userLeads = Math.max(-MOST_LEAD, Math.min(MOST_LEAD, userLeads + (isClosed ? -1 : 1)));
        stress.check(made.isClosed() == isClosed, "closed, and it does not say so");
        stress.check(used != isClosed, isClosed ? "used, and closed" : "neither used nor closed");
        for (Subscription each : subscriptions) {
            stress.check(each.isClosed() == isClosed, "a subscription is " + (isClosed ? "open" : "closed"));
        }
    }
}
