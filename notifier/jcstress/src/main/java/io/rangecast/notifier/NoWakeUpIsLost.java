package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link ParkingSpot}): a thread that is about to park sees what it waits for, or is unparked.
 *
 * <pre>
 *   waiter                                     waker
 *   thread := itself                           make the condition true
 *   full fence                                 full fence
 *   condition? then do not park                thread set? then unpark it
 * </pre>
 *
 * <p>Nobody parks here. A waiter that has not seen its condition would, and would sleep on if the waker has found
 * nobody. {@link WatchedParkingSpot} tells what the waker has found.
 */
class NoWakeUpIsLost {
    /** The sleeper alone, with a plain condition. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen the condition")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on")
    @State
    public static class Condition {
        private static final Thread SOMEBODY = new Thread("somebody"); // is not even started

        private final ParkingSpot parkingSpot = new ParkingSpot();
        private boolean condition;

        @Actor
        public void waiter(ZZ_Result r) {
            parkingSpot.announce(SOMEBODY);
            r.r1 = condition;
        }

        @Actor
        public void waker(ZZ_Result r) {
            condition = true;
            r.r2 = parkingSpot.wake();
        }
    }

    /** A subscriber's last look before it parks, as {@link RecordIdleStrategy} has it, and a record that comes. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen the record")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on beside a record")
    @State
    public static class Record extends OneSubscriber {
        private final WatchedParkingSpot parkingSpot = WatchedParkingSpot.of(subscriber);

        @Actor
        public void producer() {
            start();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            lookBefore();
            subscriber.announceSleep();
            r.r1 = subscriber.canServe();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = parkingSpot.hasWoken();
        }
    }

    /** The same, and the records of a batch: all of them, then one full fence, then all who sleep. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen the record")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on beside a record")
    @State
    public static class RecordOfABatch extends OneSubscriber {
        private final InvalidationBatch batch = batch();
        private final OneRange elsewhere = new OneRange();
        private final InvalidationBatch batchElsewhere = elsewhere.batch();
        private final WatchedParkingSpot parkingSpot = WatchedParkingSpot.of(subscriber);

        /** The batches have their ranges then. */
        public RecordOfABatch() {
            producer.publish(batch);
            take();
            producer.invalidateRangeEnd(batch);
            elsewhere.producer.publish(batchElsewhere);
            elsewhere.producer.invalidateRangeEnd(batchElsewhere);
        }

        @Actor
        public void producer() {
            producer.publish(batch);
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            elsewhere.producer.publish(
                    batchElsewhere); // takes as long as it takes the other actor to get to the record
            lookBefore();
            subscriber.announceSleep();
            r.r1 = subscriber.canServe();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = parkingSpot.hasWoken();
        }
    }

    /** A producer's last look before it parks in a start, and the answer that it waits for. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen the answer")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on though it is answered")
    @State
    public static class Answer extends OneSubscriber {
        private final WatchedParkingSpot parkingSpot = WatchedParkingSpot.of(producer, inbox);

        public Answer() {
            start();
        }

        @Actor
        public void producer(ZZ_Result r) {
            range.window.acknowledgements().announce(Thread.currentThread());
            r.r1 = haveLetGo();
        }

        @Actor
        public void subscriber() {
            take();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = parkingSpot.hasWoken();
        }
    }

    /** A reader's last look before it parks in a begin, and the end of the window that it waits for. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has begun")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on though it may begin")
    @State
    public static class Reader extends OneRange {
        private final WatchedParkingSpot parkingSpot = new WatchedParkingSpot();
        private final Subscription subscription = subscribeAndRead();

        public Reader() {
            start();
        }

        @Actor
        public void reader(ZZ_Result r) {
            parkingSpot.announce(Thread.currentThread());
            subscription.sleepingReaders().add(parkingSpot);
            VarHandle.fullFence(); // as in SpinThenPark
            r.r1 = subscription.tryReadBegin() != Subscription.BUSY;
        }

        @Actor
        public void producer() {
            end();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = parkingSpot.hasWoken();
        }
    }

    /** A producer's last look before it parks in a start over a group, and the end of the section that it waits for. */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen that it is over")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on though the section is over")
    @State
    public static class Section {
        private final ReaderGroup group = new ReaderGroup("sections");
        private final WatchedParkingSpot parkingSpot = new WatchedParkingSpot();
        private final long section = group.enter();
        private final long look = group.look();

        @Actor
        public void producer(ZZ_Result r) {
            group.announce(parkingSpot, look);
            parkingSpot.announce(Thread.currentThread());
            VarHandle.fullFence(); // as in SpinThenPark
            r.r1 = SectionCounts.isOver(group.lookAgain(look));
        }

        @Actor
        public void section() {
            group.exit(section);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = parkingSpot.hasWoken();
        }
    }
}
