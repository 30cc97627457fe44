package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section E: starts that must not wait, refusals, and callbacks that fail. */
@Watchdog
class NonBlockingConformanceTest {
    private final World world = new World();
    private final Subscription a = world.subscribeA();
    private final InvalidationRange all = world.range(0, 0x9000);

    private void assertAgain(InvalidationRange range) {
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.AGAIN);
    }

    @Test
    @DisplayName("a refusal rolls back who was told before, skips who comes after, and leaves nothing open")
    void e1ARefusalRollsBackWhoWasToldBeforeAndSkipsWhoComesAfter() {
        Subscription d = world.subscribe("d", 0x2000, 0x3000);
        Subscription b = world.subscribeRefusing("b", 0x3000, 0x4000);
        Subscription c = world.subscribe("c", 0x4000, 0x5000);

        assertAgain(all);

        assertThat(world.called).containsExactly("a", "d", "b");
        assertThat(world.errors).isEmpty();
        world.assertNothingOpen(a, b, c, d);
    }

    @Test
    @DisplayName("after a refusal readers may have to try once more, and then succeed without waiting")
    void e2AfterARefusalReadersSucceedWithoutWaiting() {
        world.subscribeRefusing("b", 0x3000, 0x4000);
        a.readBegin();
        assertAgain(all);
        long seen = a.readBegin(WhileWaiting.idly(), 0);
        assertThat(a.readRetry(seen)).isFalse();
    }

    @Test
    @DisplayName("after refusals readers, subscribing, closing and later windows all work")
    void e5AfterRefusalsEverythingWorks() {
        Subscription b = world.subscribeRefusing("b", 0x3000, 0x4000);
        for (int moreThanWindowsCanBeOpen = 0; moreThanWindowsCanBeOpen < 1000; moreThanWindowsCanBeOpen++) {
            assertAgain(all);
        }
        Subscription newcomer = world.subscribe("newcomer", 0x1000, 0x4000);
        assertThat(newcomer.readRetry(newcomer.tryReadBegin())).isFalse();
        b.close();
        assertThat(world.calledBy(0, 0x9000)).containsExactly("a", "newcomer");
        assertThat(world.producer.invalidateRangeStartNonblock(all)).isEqualTo(InvalidationResult.COMPLETED);
        world.end(all);
        world.assertNothingOpen(a, newcomer);
    }

    @Test
    @DisplayName("a refusal of a blockable start is reported, the walk goes on, and one end closes the window")
    void e8ARefusalOfABlockableStartIsReportedAndTheWalkGoesOn() {
        Subscription b = world.subscribeRefusing("b", 0x3000, 0x4000);
        world.subscribe("c", 0x4000, 0x5000);

        assertThat(world.invalidateFailing(0, 0x9000)).isEqualTo(3);

        assertThat(world.called).containsExactly("a", "b", "c");
        assertThat(world.errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("[0x0,0x9000)"));
        world.assertNothingOpen(a, b);
    }

    @Test
    @DisplayName("an end after AGAIN is rejected and leaves the state intact")
    void e10AnEndAfterAgainIsRejected() {
        Subscription b = world.subscribeRefusing("b", 0x3000, 0x4000);
        assertAgain(all);
        assertThatThrownBy(() -> world.end(all))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[0x0,0x9000)");
        world.assertNothingOpen(a, b);
    }

    @Test
    @DisplayName("a subscriber thread that is hit makes a non-blocking start answer AGAIN and hears nothing")
    void e11ASubscriberThreadThatIsHitMakesANonBlockingStartAnswerAgain() {
        List<Told> records = new ArrayList<>();
        Subscriber subscriber = new Subscriber("own thread", said -> records.add(Told.by(said)));
        Subscription b = world.space.subscribe(0x3000, 0x1000, subscriber);
        long seenA = a.readBegin();
        long seenB = b.readBegin();

        assertAgain(all);

        assertThat(subscriber.poll(8)).isZero();
        assertThat(records).isEmpty();
        assertThat(world.called).isEmpty();
        assertThat(all.records()).isZero();
        assertThat(a.readRetry(seenA)).isFalse();
        assertThat(b.readRetry(seenB)).isFalse();
        world.assertNothingOpen(a, b);
    }

    @Test
    @DisplayName("a subscriber thread that is not hit does not hinder a non-blocking start")
    void e11ASubscriberThreadThatIsNotHitDoesNotHinder() {
        world.space.subscribe(0x9000, 0x1000, new Subscriber("elsewhere", said -> {}));
        assertThat(world.producer.invalidateRangeStartNonblock(all)).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(world.called).containsExactly("a");
        world.end(all);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a callback that throws, be it an Error, stops neither the others nor the window")
    void e12ACallbackThatThrowsStopsNeitherTheOthersNorTheWindow() {
        Error error = new AssertionError("callback");
        RuntimeException exception = new IllegalArgumentException("callback");
        assertThrowing(world, error, exception);
        assertThat(world.errors).containsExactly(error, exception);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a callback that throws makes a non-blocking start answer AGAIN, and those after it are not called")
    void n2ACallbackThatThrowsMakesANonBlockingStartAnswerAgain(boolean anError) {
        Throwable thrown = anError ? new StackOverflowError("callback") : new IllegalArgumentException("callback");
        boolean[] failing = {true};
        Subscription b = world.subscribe("b", 0x3000, 0x4000, self -> {
            if (failing[0]) {
                NonBlockingConformanceTest.<RuntimeException>sneak(thrown);
            }
        });
        Subscription c = world.subscribe("c", 0x4000, 0x5000);
        world.register("x");

        assertAgain(all);

        assertThat(world.called).containsExactly("a", "b");
        assertThat(world.errors).containsExactly(thrown);
        failing[0] = false;
        assertThat(world.producer.invalidateRangeStartNonblock(all)).isEqualTo(InvalidationResult.COMPLETED);
        world.end(all);
        assertThat(world.called).containsExactly("a", "b", "a", "b", "c", "x.start", "x.end");
        world.assertNothingOpen(a, b, c);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void e12AnErrorHandlerThatThrowsStopsNeitherTheOthersNorTheWindow() {
        List<String> reported = new ArrayList<>();
        World harsh = new World((error, said, subscription) -> {
            reported.add(Told.by(said).what() + " to " + subscription);
            throw new StackOverflowError("error handler");
        });
        harsh.subscribeA();
        assertThrowing(harsh, new AssertionError("callback"), new IllegalArgumentException("callback"));
        assertThat(reported)
                .containsExactly("UNMAP [0x0,0x9000) to [0x3000,0x3001)", "UNMAP [0x0,0x9000) to [0x3000,0x3002)");
    }

    private static void assertThrowing(World world, Error error, RuntimeException exception) {
        Subscription first = world.subscribe("throws error", 0x3000, 0x3001, self -> {
            throw error;
        });
        Subscription second = world.subscribe("throws exception", 0x3000, 0x3002, self -> {
            throw exception;
        });
        Subscription last = world.subscribe("last", 0x4000, 0x5000);

        world.invalidateFailing(0, 0x9000);

        assertThat(world.called).containsExactly("a", "throws error", "throws exception", "last");
        world.assertNothingOpen(first, second, last);
    }
}
