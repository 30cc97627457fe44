package io.rangecast.notifier.struck;

import java.util.Objects;

/** Assertions without a library, whose many calls would all be stepped through. */
final class Check {
    private Check() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void equal(Object actual, Object expected, String what) {
        that(Objects.equals(actual, expected), what + " is " + actual + " instead of " + expected);
    }
}
