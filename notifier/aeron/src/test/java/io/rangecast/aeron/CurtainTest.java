package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a curtain is when it could not be moved: closed where it was or is to be, until the next step. */
class CurtainTest {
    private final AddressSpace space = new AddressSpace();
    private final Invalidator agent = space.newInvalidator("agent");
    private final List<Cover> covers = new ArrayList<>();
    private final Curtain curtain = new Curtain(space, agent, covers);
    private final Cover cover = new Cover(1, PAGE, 2 * PAGE);
    private final Subscription covered = space.guard(PAGE, PAGE);

    private void move() {
        curtain.unsettle();
        curtain.settle(0);
    }

    /** A callback makes the second of the new windows fail where no more callbacks may nest; the first calls nobody. */
    private void failBetweenTwoWindows() {
        space.subscribe(2 * PAGE, PAGE, (subscription, said) -> true);
        AddressSpace elsewhere = new AddressSpace();
        Invalidator nested = elsewhere.newInvalidator("nested");
        int[] depth = new int[1];
        elsewhere.subscribe(0, 1, (subscription, said) -> {
            if (++depth[0] < Invalidator.MAX_NESTING) {
                try (InvalidationRange range = new InvalidationRange().init(elsewhere, 0, 1)) {
                    nested.invalidateRangeStart(range);
                }
            } else {
                assertThatThrownBy(this::move).hasMessageContaining("no more may nest");
            }
            return true;
        });
        try (InvalidationRange range = new InvalidationRange().init(elsewhere, 0, 1)) {
            nested.invalidateRangeStart(range);
        }
        assertThat(depth[0]).isEqualTo(Invalidator.MAX_NESTING);
    }

    @Test
    @DisplayName("an error between two windows leaves all closed that was or is to be; the next step opens the cover")
    void w63AnErrorBetweenTwoWindowsIsMadeGood() {
        move();
        covers.add(cover);
        cover.step(Cover.Step.READY);
        failBetweenTwoWindows();
        assertThat(covered.tryReadBegin()).isEqualTo(Subscription.BUSY);

        assertThat(curtain.isAcknowledged(0)).isTrue();

        assertThat(covered.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        assertThat(space.guard(0, PAGE).tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(space.guard(2 * PAGE, PAGE).tryReadBegin()).isEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("what was opened before the error ends with the curtain")
    void w63WhatWasOpenedBeforeTheErrorEnds() {
        move();
        covers.add(cover);
        cover.step(Cover.Step.READY);
        failBetweenTwoWindows();

        curtain.end();

        assertThat(covered.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        agent.close();
    }
}
