package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.RandomArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes random calls of the public API and knows which of them must fail. Everything there is of it is kept few, so that
 * calls meet: two spaces, three invalidators, and so on. Waits for nobody.
 */
final class RandomCaller {
    private final RandomArguments random;
    private final CallJudge judge = new CallJudge(this::state);
    private final List<AssertionError> failures = new ArrayList<>();
    private final AddressSpace[] spaces = {new AddressSpace(this::onError), new AddressSpace(this::onError)};
    private final Invalidator[] invalidators = {
        spaces[0].newInvalidator("a", 0), spaces[0].newInvalidator("b", 0), spaces[1].newInvalidator("c", 0)
    };
    private final RandomWindowCalls ofWindows;
    private final RandomSpaceCalls ofSpaces;
    private final RandomSubscriberCalls ofSubscribers;
    private final RandomSectionCalls ofSections;

    RandomCaller(SplittableRandom seeded) {
        random = new RandomArguments(seeded);
        ofWindows = new RandomWindowCalls(random, judge, spaces, invalidators);
        ofSpaces = new RandomSpaceCalls(random, judge, spaces, invalidators);
        ofSubscribers = new RandomSubscriberCalls(random, judge, ofWindows, ofSpaces);
        ofSections = new RandomSectionCalls(random, judge, ofSpaces);
    }

    List<String> calls() {
        return judge.calls();
    }

    int rejected() {
        return judge.rejected();
    }

    void call() {
        switch (random.nextInt(14)) {
            case 0 -> ofWindows.initialise();
            case 1, 2 -> ofWindows.open();
            case 3 -> ofWindows.useOpen();
            case 4 -> ofWindows.end();
            case 5, 6 -> ofWindows.useBatch();
            case 7 -> ofSubscribers.subscribe();
            case 8 -> ofSubscribers.useSubscription();
            case 9 -> ofSubscribers.useSubscriber();
            case 10 -> ofSpaces.changeAreas();
            case 11, 12 -> ofSections.call();
            default -> callSeldom();
        }
    }

    /** What ends things, and so would leave too little for the others. */
    private void callSeldom() {
        if (random.onceIn(24)) {
            ofWindows.close();
        } else {
            ofSpaces.useSpace();
        }
    }

    /** What callbacks throw on purpose is no failure. */
    private void onError(Throwable error, Invalidation said, Object source) {
        if (error instanceof AssertionError failure) {
            failures.add(failure);
        }
    }

    /** Ends all that is open; then readers may begin, invalidators close, and all memory put aside is freed. */
    void endAll() {
        ofWindows.endAll();
        ofSubscribers.endAll();
        ofSections.endAll();
        for (Invalidator invalidator : invalidators) {
            invalidator.close();
        }
        ofSpaces.endAll();
        ofWindows.assertAllIsFreed();
        assertThat(failures).isEmpty();
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        ofWindows.appendState(state);
        ofSubscribers.appendState(state);
        ofSections.appendState(state);
        for (Invalidator invalidator : invalidators) {
            state.append(invalidator.windows().isEmpty());
        }
        ofSpaces.appendState(state);
        return state.append(ofWindows.freed()).toString(); // last: asking the spaces frees
    }
}
