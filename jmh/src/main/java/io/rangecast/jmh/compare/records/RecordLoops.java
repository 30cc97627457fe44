package io.rangecast.jmh.compare.records;

import io.rangecast.jmh.rivals.records.RecordPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.function.LongSupplier;

/** What the producer and the consumer of records do all the time. */
interface RecordLoops {
    /**
     * Sends records without pause until a deadline.
     *
     * @param first number of the first
     * @return the number of the last
     */
    long send(RecordPath path, long first, long deadline);

    /** Sends records and waits after each until it is handled; for the rest as {@link #send}. */
    long exchange(RecordPath path, long first, long deadline);

    /** Receives until a record is the last; which one that is, may be told late. */
    void receive(RecordPath path, long first, LongSupplier last);

    /**
     * The loops as a class of their own, made anew with each call, so that each contender has a profile and compiled code
     * of its own: in shared loops, each call into a path would be a virtual one.
     */
    static RecordLoops copy() {
        try (InputStream in = RecordLoops.class.getResourceAsStream("SpinningLoops.class")) {
            return (RecordLoops) MethodHandles.lookup()
                    .defineHiddenClass(in.readAllBytes(), true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the loops cannot be copied", e);
        }
    }
}
