package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A long update beside writers that take no time. Any of their successes spoils an attempt that takes {@value
 * #LONG_MILLIS} ms, so without courtesy none ever succeeds. What counts is how many attempts it needs, however long
 * those take on a busy machine. It sleeps, so the others have the processors to themselves.
 */
@Timeout(240)
class SnapshotRootTest {
    private static final int LONG_MILLIS = 50;
    private static final int MOST_ATTEMPTS = 40; // 3 or 4 are usual

    private final Cell cell = new Cell();

    /** What is in it does not matter, only that it is another object. */
    private static final class Cell extends SnapshotRoot<Object> {
        Cell() {
            super(new Object());
        }
    }

    @Test
    void anUpdateThatHasLostIsMadeAgainOnWhatHasWon() {
        Object first = cell.content();
        Object winner = new Object();
        Object made = new Object();
        List<Object> seen = new ArrayList<>();

        boolean changed = cell.update(content -> {
            seen.add(content);
            if (seen.size() == 1) {
                cell.set(winner);
            }
            return made;
        });

        assertThat(changed).isTrue();
        assertThat(seen).containsExactly(first, winner);
        assertThat(cell.content()).isSameAs(made);
    }

    @Test
    void anUpdateThatHasLostAndFindsNothingLeftToChangeSaysSo() {
        Object first = cell.content();
        Object winner = new Object();

        boolean changed = cell.update(content -> {
            cell.set(winner);
            return content == first ? new Object() : content;
        });

        assertThat(changed).isFalse();
        assertThat(cell.content()).isSameAs(winner);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aLongUpdateIsLetPass(int busy) throws Exception {
        run(busy, attempt -> {});
    }

    /** The short one asks for less time than the long one has asked for before it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aLongUpdateIsLetPassAlsoAfterAShortOneHasLostOften(int busy) throws Exception {
        run(busy, attempt -> {
            if (attempt == 3) {
                loseOften();
            }
        });
    }

    private void run(int busy, Attempt inBetween) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Crew crew = new Crew()
                .work(() -> cell.update(seen -> {
                    int attempt = attempts.incrementAndGet();
                    assertThat(attempt).as("attempts of one update").isLessThanOrEqualTo(MOST_ATTEMPTS);
                    inBetween.begin(attempt);
                    sleep();
                    return new Object();
                }));
        for (int i = 0; i < busy; i++) {
            crew.meanwhile(() -> cell.update(seen -> new Object()));
        }
        crew.run();
    }

    /** A short update that loses until it asks to be let pass, and then succeeds. */
    private void loseOften() {
        int[] attempt = new int[1];
        cell.update(seen -> {
            if (++attempt[0] <= 10) {
                cell.set(new Object());
            }
            return new Object();
        });
    }

    private interface Attempt {
        void begin(int number);
    }

    private static void sleep() {
        try {
            Thread.sleep(LONG_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
