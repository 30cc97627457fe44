package io.rangecast.notifier;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The notifiers of a space at one moment, newest first, and those among them that override each callback: a notifier
 * that does not want a call costs it nothing. Immutable; a change is a new list, O(n), without those that are closed:
 * where memory has run out, one may have stayed that could not be taken out.
 */
final class NotifierList {
    static final NotifierList EMPTY = new NotifierList(new Registration[0]);

    private final Registration[] all;
    private final Registration[][] byCallback;

    private NotifierList(Registration[] all) {
        this.all = all;
        byCallback = Stream.of(NotifierCallback.values())
                .map(callback ->
                        Arrays.stream(all).filter(r -> r.overrides(callback)).toArray(Registration[]::new))
                .toArray(Registration[][]::new);
    }

    NotifierList with(Registration newest) {
        return new NotifierList(Stream.concat(Stream.of(newest), open()).toArray(Registration[]::new));
    }

    NotifierList without(Registration gone) {
        Registration[] left = open().filter(r -> r != gone).toArray(Registration[]::new);
        return left.length == 0 ? EMPTY : new NotifierList(left);
    }

    private Stream<Registration> open() {
        return Arrays.stream(all).filter(r -> !r.isClosed());
    }

    boolean contains(Registration registration) {
        for (Registration each : all) {
            if (each == registration) {
                return true;
            }
        }
        return false;
    }

    /** All, newest first; not to be changed. */
    Registration[] all() {
        return all;
    }

    /** Those who override a callback, newest first; not to be changed. */
    Registration[] of(NotifierCallback callback) {
        return byCallback[callback.ordinal()];
    }

    boolean has(NotifierCallback callback) {
        return of(callback).length > 0;
    }
}
