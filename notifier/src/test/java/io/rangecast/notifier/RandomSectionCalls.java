package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.RandomArguments;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;

/** Random calls of two groups of readers, and of guards, by one thread that is in several sections at a time. */
final class RandomSectionCalls {
    private final RandomArguments random;
    private final CallJudge judge;
    private final RandomSpaceCalls spaces;
    private final ReaderGroup[] groups = {new ReaderGroup("g"), new ReaderGroup("h")};
    private final List<Long> sections = new ArrayList<>();
    private final List<ReaderGroup> entered = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    RandomSectionCalls(RandomArguments random, CallJudge judge, RandomSpaceCalls spaces) {
        this.random = random;
        this.judge = judge;
        this.spaces = spaces;
    }

    void call() {
        ReaderGroup group = random.any(groups);
        switch (random.nextInt(8)) {
            case 0, 1 -> subscribe(group);
            case 2 -> judge.attempt("enter", group.isClosed(), () -> enter(group));
            case 3, 4 -> exit(group);
            case 5 -> closeAll();
            case 6 -> use();
            default -> {
                if (random.onceIn(16)) {
                    group.close();
                    assertThat(group.isClosed()).isTrue();
                }
            }
        }
    }

    private void subscribe(ReaderGroup group) {
        AddressSpace space = spaces.any();
        long start = random.address();
        long length = random.endOf(start) - start;
        boolean badRange = length == 0 || Long.compareUnsigned(length, Interval.MAX_END - start) > 0;
        boolean guard = random.nextBoolean();
        judge.attempt(
                "subscribe a group",
                badRange || !guard && group.isClosed() || spaces.isReleased(space),
                () -> subscriptions.add(guard ? space.guard(start, length) : space.subscribe(start, length, group)));
    }

    private boolean enter(ReaderGroup group) {
        return sections.add(group.enter()) && entered.add(group);
    }

    private void exit(ReaderGroup group) {
        if (sections.isEmpty()) {
            return;
        }
        int i = random.nextInt(sections.size());
        long section = sections.get(i);
        boolean bad = group != entered.get(i);
        judge.attempt("exit", bad, () -> {
            group.exit(section);
            entered.remove(i);
            return sections.remove(i) == section;
        });
    }

    private void closeAll() {
        AddressSpace space = spaces.any();
        int count = random.nextInt(1 + Math.min(2, subscriptions.size()));
        List<Subscription> closing = List.copyOf(subscriptions.subList(0, count));
        boolean bad = !closing.stream().allMatch(space::isSpaceOf);
        judge.attempt("close all", bad, () -> {
            space.closeAll(closing);
            return closing.stream().allMatch(each -> each.tryReadBegin() == Subscription.CLOSED_FOR_GOOD);
        });
    }

    private void use() {
        for (Subscription subscription : subscriptions) {
            long seen = subscription.tryReadBegin();
            assertThat(subscription.readRetry(seen))
                    .isEqualTo(seen == Subscription.BUSY || seen == Subscription.CLOSED_FOR_GOOD);
        }
    }

    /** All windows have ended. */
    void endAll() {
        for (int i = 0; i < sections.size(); i++) {
            entered.get(i).exit(sections.get(i));
        }
        for (Subscription subscription : subscriptions) {
            assertThat(subscription.tryReadBegin())
                    .as("begin of %s", subscription)
                    .isNotEqualTo(Subscription.BUSY);
            subscription.close();
        }
        for (ReaderGroup group : groups) {
            assertThat(group.openSections()).isZero();
            group.close();
        }
    }

    void appendState(StringBuilder state) {
        for (ReaderGroup group : groups) {
            state.append(group.openSections()).append(group.isClosed());
        }
        for (Subscription subscription : subscriptions) {
            state.append(subscription).append(subscription.stateAcquire()).append(',');
        }
    }
}
