package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks up under a subscription until no window has opened over it meanwhile. The look-up may take locks under which
 * others start invalidations: a subscriber's thread is offline until it has what it looked for, so nobody waits for it.
 *
 * <pre>
 *   subscriber thread                               producer, perhaps with a lock that 3 takes
 *   1 state |= OFFLINE                    (v)       a S.state += window                   (v)
 *   2 s := readBegin()                              b publish the record; full fence
 *   3 look up                                       c offline, or polled past the record?
 *   4 state &= ~OFFLINE (v); take what has come     d change the memory and the look-up structure
 *   5 full fence                                    e S.state -= window                   (v)
 *   6 readRetry(s) is false: keep it
 *
 *   required: if 6 has not seen a, c waits for a poll behind 6.
 * </pre>
 *
 * <p>If 6 does not see a, 5 is before the fence of b in the order of full fences, so c sees 4: the thread is waited for.
 * The record comes behind a, so 4 has not taken it, and a later poll lets go of what was kept. If 6 sees a, the look-up
 * is made again. Polls between 2 and 6 do no harm, as whatever they take has changed the state; one between 6 and the
 * keeping would.
 */
final class GuardedLookUp<T> implements Runnable {
    private final Supplier<? extends T> lookUp;
    private final Consumer<? super T> release;
    private Subscription subscription;

    /** The number that the begin of the last look-up has returned. */
    long seen;

    private T found;

    GuardedLookUp(Supplier<? extends T> lookUp, Consumer<? super T> release) {
        this.lookUp = Objects.requireNonNull(lookUp, "lookUp");
        this.release = Objects.requireNonNull(release, "release");
    }

    /** The value that was found, valid until a window opens; null if none was, or the subscription is closed. */
    T under(Subscription over) {
        subscription = over;
        attempt();
        while (seen != Subscription.CLOSED_FOR_GOOD && over.readRetry(seen)) {
            release();
            attempt();
        }
        T result = found;
        found = null;
        return result;
    }

    private void attempt() {
        Subscriber reader = subscription.subscriber();
        if (reader == null) {
            run();
            return;
        }
        if (reader.isProxy()) {
            throw new IllegalStateException(reader + " stands for others, who would count as holding nothing");
        }
        if (reader.holdings() != null) {
            throw new IllegalStateException(
                    reader + " holds nothing but what its cache answers: what is found is to be filled in");
        }
        reader.checkOnline(); // else what is found would be kept by a thread that nobody waits for
        try {
            reader.blocking(this);
        } catch (Throwable thrown) { // by the handler, perhaps, when something was found already
            releaseBeside(thrown);
            throw thrown;
        }
        VarHandle.fullFence(); // see above
    }

    private void releaseBeside(Throwable thrown) {
        try {
            release();
        } catch (Throwable more) {
            throw Failures.both(thrown, more);
        }
    }

    private void release() {
        T useless = found;
        found = null;
        if (useless != null) {
            release.accept(useless);
        }
    }

    /** Begins and looks up once. */
    @Override
    public void run() {
        seen = subscription.readBegin();
        found = seen == Subscription.CLOSED_FOR_GOOD ? null : lookUp.get();
    }
}
