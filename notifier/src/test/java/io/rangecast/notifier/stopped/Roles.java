package io.rangecast.notifier.stopped;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.IntervalNotifier;
import io.rangecast.notifier.Invalidation;
import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Notifier;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Reclaimer;
import io.rangecast.notifier.Registration;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.stopped.StoppedProgram.Turn;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/** The turns of each role, all in one space. */
final class Roles {
    private static final long PAGE = 0x1000;
    private static final long NEAR = 0x10 * PAGE;
    private static final long NEXT = 0x20 * PAGE;
    private static final long FAR = 0x30 * PAGE;
    private static final long HOSTS = 0x40 * PAGE;
    private static final long QUIET = 0x50 * PAGE;
    private static final long DEVICES = 0x60 * PAGE;
    private static final int LIMIT = 16;
    private static final long FOR_EVER = TimeUnit.HOURS.toNanos(1);
    private static final long SHORTLY = TimeUnit.MILLISECONDS.toNanos(3);
    private static final IntervalNotifier CALLBACK = (subscription, invalidation) -> true;

    private final AddressSpace space = new AddressSpace();
    private final Subscription quiet = space.subscribe(QUIET, PAGE, CALLBACK);
    private final Subscription near = space.subscribe(NEAR, PAGE, CALLBACK);

    /** What is deferred. */
    private final Queue<Long> tickets = new ConcurrentLinkedQueue<>();

    private final Subscriber device = new Subscriber("device", record -> tickets.add(record.defer()));

    Roles() {
        space.subscribe(FAR, PAGE, CALLBACK);
        space.register(new Told());
    }

    Map<Role, Turn> turns() {
        Map<Role, Turn> turns = new EnumMap<>(Role.class);
        turns.put(Role.PRODUCER, producer(NEAR));
        turns.put(Role.NEIGHBOUR, producer(NEXT));
        turns.put(Role.STRANGER, producer(FAR));
        turns.put(Role.BATCH_PRODUCER, batchProducer());
        turns.put(Role.RETIRER, retirer());
        turns.put(Role.GUEST, guest());
        turns.put(Role.OTHER_GUEST, guest());
        turns.put(Role.LAST_GUEST, guest());
        turns.put(Role.FORGETFUL, forgetful());
        turns.put(Role.POLLER, poller(NEAR, NEXT));
        turns.put(Role.STRANGERS_POLLER, poller(FAR));
        turns.put(Role.IDLER, poller(NEAR));
        turns.put(Role.HOST, new Host());
        turns.put(Role.DRIVER, producer(DEVICES));
        turns.put(Role.DEVICE, device());
        turns.put(Role.COMPLETER, completer());
        turns.put(Role.SLEEPER, sleeper());
        turns.put(Role.READER, always(() -> read(quiet)));
        turns.put(Role.WAITING_READER, always(() -> read(near)));
        turns.put(Role.SECTION, sections());
        turns.put(
                Role.SUBSCRIBER,
                always(() -> space.subscribe(QUIET, PAGE, CALLBACK).close()));
        turns.put(Role.NEAR_SUBSCRIBER, always(this::comeAndGo));
        turns.put(Role.REGISTRAR, always(this::register));
        return turns;
    }

    private static Turn always(Runnable work) {
        return () -> {
            work.run();
            return true;
        };
    }

    private Turn producer(long start) {
        Invalidator invalidator = space.newInvalidator("producer", FOR_EVER);
        InvalidationRange range = new InvalidationRange();
        return always(() -> change(invalidator, range, start));
    }

    private void change(Invalidator invalidator, InvalidationRange range, long start) {
        range.init(space, start, start + PAGE);
        complete(invalidator.invalidateRangeStart(range));
        invalidator.invalidateRangeEnd(range);
    }

    private static void complete(InvalidationResult result) {
        if (result != InvalidationResult.COMPLETED) {
            throw new AssertionError(result);
        }
    }

    private Turn batchProducer() {
        Invalidator invalidator = space.newInvalidator("batch producer", FOR_EVER);
        InvalidationBatch batch = new InvalidationBatch(2);
        return always(() -> {
            batch.init(InvalidationEvent.CLEAR, 0, null, space)
                    .add(FAR, FAR + 1)
                    .add(FAR + 2, FAR + 3);
            complete(invalidator.invalidateRangeStart(batch));
            invalidator.invalidateRangeEnd(batch);
        });
    }

    /** With a limit, as the poller may stand. */
    private Turn retirer() {
        space.limitHeld(100, -1).reclaimer(Reclaimer.LAST_TO_LET_GO);
        Invalidator invalidator = space.newInvalidator("retirer");
        InvalidationRange range = new InvalidationRange();
        return always(() -> invalidator.retire(range.init(space, NEXT, NEXT + PAGE), () -> {}));
    }

    private Turn guest() {
        return always(() -> {
            try (Invalidator invalidator = space.newInvalidator("guest", FOR_EVER)) {
                InvalidationRange range = new InvalidationRange();
                change(invalidator, range, HOSTS);
                change(invalidator, range, HOSTS);
            }
        });
    }

    /** So many that each is idle for a while between two of its turns. */
    private Turn forgetful() {
        Invalidator[] kept = new Invalidator[100];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = space.newInvalidator("kept", FOR_EVER);
        }
        InvalidationRange range = new InvalidationRange();
        int[] turn = new int[1];
        return always(() -> {
            turn[0] = (turn[0] + 1) % kept.length;
            change(kept[turn[0]], range, HOSTS);
            change(space.newInvalidator("forgotten", FOR_EVER), range, HOSTS);
        });
    }

    /** Attached by its first poll. */
    private Turn poller(long... starts) {
        return poller(new Subscriber("poller", record -> {}), starts);
    }

    private Turn device() {
        return poller(device, DEVICES);
    }

    private Turn completer() {
        return () -> {
            Long ticket = tickets.poll();
            return ticket != null && device.complete(ticket);
        };
    }

    private Turn poller(Subscriber subscriber, long... starts) {
        for (long start : starts) {
            space.subscribe(start, PAGE, subscriber);
        }
        IdleStrategy idle = subscriber.newIdleStrategy();
        return () -> {
            int taken = subscriber.poll(LIMIT);
            idle.idle(taken);
            return taken > 0;
        };
    }

    private Turn sections() {
        ReaderGroup group = new ReaderGroup("sections");
        space.subscribe(NEAR, PAGE, group);
        return always(() -> group.exit(group.enter()));
    }

    private final class Host implements Turn {
        private static final int RECORDS_OF_EACH = 40;

        private Subscriber subscriber;
        private IdleStrategy idle;
        private int left;

        @Override
        public boolean take() {
            if (left <= 0) {
                Subscriber next = new Subscriber("host", record -> left--);
                next.attach();
                space.subscribe(HOSTS, PAGE, next);
                if (subscriber != null) {
                    subscriber.close();
                }
                subscriber = next;
                idle = next.newIdleStrategy();
                left = RECORDS_OF_EACH;
            }
            int taken = subscriber.poll(LIMIT);
            idle.idle(taken);
            return taken > 0;
        }
    }

    private Turn sleeper() {
        Subscriber subscriber = new Subscriber("sleeper", record -> {});
        space.subscribe(FAR, PAGE, subscriber);
        return always(() -> {
            subscriber.offline();
            subscriber.online();
            subscriber.poll(LIMIT);
        });
    }

    private static void read(Subscription subscription) {
        long seen = subscription.readBegin(SHORTLY);
        if (seen != Subscription.BUSY) {
            subscription.readRetry(seen);
        }
    }

    /** Without a callback, so that nobody waits for a start that may just call it. */
    private void comeAndGo() {
        try (Subscriber subscriber = new Subscriber("near", record -> {})) {
            subscriber.attach();
            Subscription subscription = space.subscribe(NEAR, PAGE, subscriber);
            read(subscription);
            subscriber.poll(LIMIT);
            subscription.close();
        }
    }

    private void register() {
        Registration registration = space.register(new Told());
        registration.hasJoined();
        registration.close();
    }

    private static final class Told implements Notifier {
        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            return true;
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {}
    }
}
