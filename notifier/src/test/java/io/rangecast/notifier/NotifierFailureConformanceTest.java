package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.LoggingNotifier;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section E for space notifiers: refusals, and callbacks that fail. */
@Watchdog
class NotifierFailureConformanceTest {
    private final List<Object> sources = new ArrayList<>();
    private final World world = new World((error, said, source) -> sources.add(source));
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    private LoggingNotifier register(LoggingNotifier notifier) {
        world.space.register(notifier);
        return notifier;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "y", "z"})
    @DisplayName("who started before the refusal gets exactly one end, who refused gets none")
    void e4WhoStartedBeforeTheRefusalGetsExactlyOneEnd(String refusing) {
        List.of("x", "y", "z").forEach(name -> register(world.notifier(name).onStart(() -> !name.equals(refusing))));

        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);

        assertThat(world.called)
                .containsExactlyElementsOf(
                        switch (refusing) {
                            case "z" -> List.of("z.start");
                            case "y" -> List.of("z.start", "y.start", "z.end");
                            default -> List.of("z.start", "y.start", "x.start", "z.end", "y.end");
                        });
        assertThat(world.errors).isEmpty();
        assertThat(world.told).extracting(Told::flags).containsOnly(0);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("an interval accepts and a notifier refuses, and nothing is left open")
    void e5AnIntervalAcceptsAndANotifierRefuses() {
        Subscription a = world.subscribeA();
        boolean[] accepts = {false};
        Registration x = world.space.register(world.notifier("x").onStart(() -> accepts[0]));
        for (int moreThanWindowsCanBeOpen = 0; moreThanWindowsCanBeOpen < 1000; moreThanWindowsCanBeOpen++) {
            assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        }
        assertThat(world.called).doesNotContain("x.end");
        Subscription newcomer = world.subscribe("newcomer", 0x1000, 0x4000);
        assertThat(newcomer.readRetry(newcomer.tryReadBegin())).isFalse();
        accepts[0] = true;
        world.called.clear();
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("a", "newcomer", "x.start", "x.end");
        x.close();
        a.close();
        world.assertNothingOpen(newcomer);
    }

    @Test
    void e5AnIntervalRefusesAndNoNotifierIsCalled() {
        world.subscribeRefusing("b", 0x1000, 0x2000);
        world.register("x");
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(world.called).containsExactly("b");
        world.assertNothingOpen();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a notifier that refuses or throws in a blockable start is reported, and all get one end")
    void e9ANotifierThatFailsInABlockableStartIsReportedAndAllGetOneEnd(boolean throwing) {
        Error error = new AssertionError("callback");
        register(world.notifier("x"));
        Notifier y = register(world.notifier("y").onStart(() -> {
            if (throwing) {
                throw error;
            }
            return false;
        }));
        register(world.notifier("z"));

        world.invalidateFailing(0x1000, 0x2000);

        assertThat(world.called).containsExactly("z.start", "y.start", "x.start", "z.end", "y.end", "x.end");
        assertThat(sources).containsExactly(y);
        assertThat(world.errors).singleElement().satisfies(reported -> {
            if (throwing) {
                assertThat(reported).isSameAs(error);
            } else {
                assertThat(reported).isInstanceOf(IllegalStateException.class).hasMessageContaining("[0x1000,0x2000)");
            }
        });
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a start callback that throws in a non-blocking start makes it answer AGAIN, and gets no end")
    void n2AStartCallbackThatThrowsInANonBlockingStartMakesItAnswerAgain() {
        Error error = new OutOfMemoryError("callback");
        register(world.notifier("x"));
        register(world.notifier("y").onStart(() -> {
            throw error;
        }));
        register(world.notifier("z"));
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(world.called).containsExactly("z.start", "y.start", "z.end");
        assertThat(world.errors).containsExactly(error);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("an end callback that throws, be it an Error, does not stop the others, nor the window's end")
    void e12AnEndCallbackThatThrowsDoesNotStopTheOthers() {
        Error error = new StackOverflowError("callback");
        register(world.notifier("x"));
        Notifier y = register(world.notifier("y").onEnd(() -> {
            throw error;
        }));
        Subscription a = world.subscribeA();

        world.invalidate(0x1000, 0x2000);

        assertThat(world.called).containsExactly("a", "y.start", "x.start", "y.end", "x.end");
        assertThat(world.errors).containsExactly(error);
        assertThat(sources).containsExactly(y);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a page whose age a notifier fails to tell is young, and the other notifiers are called")
    void e12APageWhoseAgeANotifierFailsToTellIsYoung() {
        List<String> called = new ArrayList<>();
        Notifier failing = new Notifier() {
            @Override
            public boolean testYoung(AddressSpace space, long address) {
                throw new IllegalArgumentException("callback");
            }

            @Override
            public boolean clearFlushYoung(AddressSpace space, long start, long end) {
                throw new AssertionError("callback");
            }
        };
        Notifier old = new Notifier() {
            @Override
            public boolean clearFlushYoung(AddressSpace space, long start, long end) {
                called.add("old");
                return false;
            }
        };
        world.space.register(old);
        world.space.register(failing);
        assertThat(world.producer.testYoung(0x1000)).isTrue();
        assertThat(world.producer.clearFlushYoung(0x1000, 0x2000)).isTrue();
        assertThat(called).containsExactly("old");
        assertThat(sources).containsExactly(failing, failing);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("the range that is being ended cannot be ended or started by an end callback")
    void e12TheRangeBeingEndedCannotBeEndedByAnEndCallback() {
        register(world.notifier("x").onEnd(() -> world.end(range)));
        register(world.notifier("y").onEnd(() -> world.producer.invalidateRangeStart(range)));
        world.producer.invalidateRangeStart(range);
        world.end(range);
        assertThat(world.errors)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("[0x1000,0x2000)"));
        assertThatThrownBy(() -> world.end(range)).hasMessageContaining("no window");
        world.assertNothingOpen();
    }
}
