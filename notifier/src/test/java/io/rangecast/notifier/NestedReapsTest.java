package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What nested reaps put off is nobody else's: the outermost does it, whatever strikes. */
class NestedReapsTest {
    private static final int DEEP = 40;

    private final List<String> done = new ArrayList<>();
    private final Failures failures = new Failures();
    private final Consumer<Failures> putOff = more -> done.add("put off");
    private final Consumer<Failures> struck = more -> {
        throw new StackOverflowError("put off");
    };

    /** A reap inside a reap, and so on; the innermost that is let in is followed by an action. */
    private int nest(int levels, Consumer<Failures> all, IntSupplier last) {
        return levels == 0
                ? last.getAsInt()
                : NestedReaps.reap(0, () -> 1 + nest(levels - 1, all, last), all, failures);
    }

    private int nested() {
        return nest(DEEP, putOff, () -> 0);
    }

    @Test
    @DisplayName("few nest; what is too deep is put off until the outermost is over, and done there once")
    void r1WhatIsTooDeepIsDoneByTheOutermost() {
        int[] over = new int[1];
        NestedReaps.reap(
                0,
                () -> {
                    over[0] = nested();
                    nested();
                    done.add("outermost");
                    return 0;
                },
                putOff,
                failures);
        assertThat(over[0]).isBetween(1, DEEP / 2);
        assertThat(done).containsExactly("outermost", "put off");
    }

    @Test
    @DisplayName("an error in the outermost, or in what was put off first, leaves none of it behind")
    void n4AnErrorLeavesNothingBehind() {
        StackOverflowError first = new StackOverflowError("outermost");
        assertThatThrownBy(() -> NestedReaps.reap(
                        0,
                        () -> {
                            nest(DEEP, struck, () -> 0);
                            nested();
                            throw first;
                        },
                        putOff,
                        failures))
                .isSameAs(first);
        assertThat(done).containsExactly("put off");
        assertThatThrownBy(failures::rethrow).hasMessage("put off");
        done.clear();
        assertThat(nested()).as("as deep as before").isPositive();
        assertThat(done).containsExactly("put off");
    }
}
