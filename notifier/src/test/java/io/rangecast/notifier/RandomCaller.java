package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Makes random calls of the public API and knows which of them must fail. Everything there is of it is kept few, so that
 * calls meet: two spaces, three invalidators, and so on. Waits for nobody.
 */
final class RandomCaller {
    private static final long[] EDGES = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, Interval.MAX_END - 1, Interval.MAX_END};

    private final SplittableRandom random;
    private final List<String> calls = new ArrayList<>();
    private final AddressSpace[] spaces = {new AddressSpace(this::onError), new AddressSpace(this::onError)};
    private final Invalidator[] invalidators = {
        spaces[0].newInvalidator("a", 0), spaces[0].newInvalidator("b", 0), spaces[1].newInvalidator("c", 0)
    };
    private final InvalidationRange[] ranges =
            IntStream.range(0, 4).mapToObj(i -> new InvalidationRange()).toArray(InvalidationRange[]::new);
    private final InvalidationBatch[] batches = {new InvalidationBatch(1), new InvalidationBatch(3)};
    private final Subscriber[] subscribers = {
        new Subscriber("x", record -> touch(record.start())), new Subscriber("y", record -> touch(record.end()))
    };
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Registration> registrations = new ArrayList<>();

    /** Which invalidator has a range or a batch open. */
    private final Map<Object, Invalidator> openIn = new IdentityHashMap<>();

    private final List<AssertionError> failures = new ArrayList<>();
    private final Set<Invalidator> closed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<AddressSpace> released = Collections.newSetFromMap(new IdentityHashMap<>());
    private int rejected;
    private int freed;
    private int toFree;

    RandomCaller(SplittableRandom random) {
        this.random = random;
    }

    List<String> calls() {
        return calls;
    }

    int rejected() {
        return rejected;
    }

    void call() {
        switch (random.nextInt(12)) {
            case 0 -> initialise(any(ranges), any(spaces));
            case 1, 2 -> open(any(ranges), any(invalidators));
            case 3 -> {
                InvalidationRange range = any(ranges);
                useWindow(range, userOf(range));
            }
            case 4 -> {
                InvalidationRange range = any(ranges);
                end(range, userOf(range));
            }
            case 5, 6 -> {
                InvalidationBatch batch = any(batches);
                useBatch(batch, userOf(batch), any(spaces));
            }
            case 7 -> subscribe(any(spaces), any(subscribers));
            case 8 -> useSubscription();
            case 9 -> useSubscriber(any(subscribers));
            case 10 -> changeAreas(any(invalidators));
            default -> seldom(any(invalidators), any(spaces));
        }
    }

    /** Mostly the one that has it open. */
    private Invalidator userOf(Object rangeOrBatch) {
        Invalidator user = openIn.get(rangeOrBatch);
        return user == null || random.nextInt(8) == 0 ? any(invalidators) : user;
    }

    // ---- ranges

    private void initialise(InvalidationRange range, AddressSpace space) {
        long start = address();
        long end = endOf(start);
        attempt("init", isBad(start, end) || range.window.isOpen(), () -> {
            range.initOwner(
                    any(InvalidationEvent.values()), random.nextInt(), null, space, start, end, random.nextInt(2));
            return true;
        });
    }

    private void open(InvalidationRange range, Invalidator invalidator) {
        boolean bad = range.space() != invalidator.space() || range.window.isOpen() || closed.contains(invalidator);
        int form = random.nextInt(3);
        attempt("open " + form, bad, () -> {
            boolean opened = switch (form) {
                case 0 -> invalidator.invalidateRangeStart(range) != InvalidationResult.AGAIN;
                case 1 -> invalidator.publish(range) || true;
                default -> invalidator.invalidateRangeStartNonblock(range) != InvalidationResult.AGAIN;
            };
            assertThat(range.window.isOpen()).isEqualTo(opened);
            if (opened) {
                openIn.put(range, invalidator);
            }
            return true;
        });
    }

    private void useWindow(InvalidationRange range, Invalidator invalidator) {
        boolean bad = openIn.get(range) != invalidator;
        switch (random.nextInt(4)) {
            case 0 -> attempt("await", bad, () -> invalidator.await(range, random.nextInt(-1, 1)) != null);
            case 1 -> attempt("laggards", bad, () -> invalidator.laggards(range) != null);
            case 2 -> {
                if (random.nextInt(8) == 0) {
                    attempt("evict", bad, () -> invalidator.evict(range) != null);
                }
            }
            default ->
                attempt("quarantine", bad, () -> {
                    invalidator.quarantine(range, () -> freed++);
                    toFree++;
                    openIn.remove(range);
                    return true;
                });
        }
    }

    private void end(InvalidationRange range, Invalidator invalidator) {
        attempt("end", openIn.get(range) != invalidator, () -> {
            invalidator.invalidateRangeEnd(range);
            openIn.remove(range);
            return true;
        });
    }

    // ---- batches

    private void useBatch(InvalidationBatch batch, Invalidator invalidator, AddressSpace space) {
        boolean open = openIn.containsKey(batch);
        boolean bad = openIn.get(batch) != invalidator;
        long start = address();
        long end = endOf(start);
        boolean initialised = batch.toString().contains("space");
        switch (random.nextInt(9)) {
            case 0, 1 ->
                attempt("batch.init", open, () -> batch.init(any(InvalidationEvent.values()), 0, null, space) != null);
            case 2, 3 ->
                attempt("batch.add", open || !initialised || isBad(start, end), () -> batch.add(start, end) != null);
            case 4, 5 -> {
                boolean other = !batch.toString().endsWith(" in " + invalidator.space());
                attempt("batch.start", open || other || closed.contains(invalidator), () -> {
                    invalidator.invalidateRangeStart(batch);
                    return openIn.put(batch, invalidator) == null;
                });
            }
            case 6 -> attempt("batch.await", bad, () -> invalidator.await(batch, 0) != null);
            case 7 -> attempt("batch.laggards", bad, () -> invalidator.laggards(batch) != null);
            default -> {
                boolean quarantined = random.nextBoolean();
                attempt(quarantined ? "batch.quarantine" : "batch.end", bad, () -> {
                    if (quarantined) {
                        invalidator.quarantine(batch, () -> freed++);
                        toFree++;
                    } else {
                        invalidator.invalidateRangeEnd(batch);
                    }
                    openIn.remove(batch);
                    return true;
                });
            }
        }
    }

    // ---- subscriptions and subscribers

    private void subscribe(AddressSpace space, Subscriber subscriber) {
        long start = address();
        long length = endOf(start) - start;
        int events = random.nextInt(8) == 0 ? random.nextInt() : 1 + random.nextInt(InvalidationEvent.ALL);
        boolean badRange = length == 0 || Long.compareUnsigned(length, Interval.MAX_END - start) > 0;
        boolean badMask = (events & InvalidationEvent.ALL) == 0 || (events & ~InvalidationEvent.ALL) != 0;
        boolean own = random.nextBoolean();
        boolean gone = own && (subscriber.isClosed() || subscriber.isEvicted());
        attempt("subscribe", badRange || badMask || gone || released.contains(space), () -> {
            subscriptions.add(
                    own
                            ? space.subscribe(start, length, events, random.nextInt(2), subscriber)
                            : space.subscribe(start, length, events, random.nextInt(2), this::onInvalidation));
            return true;
        });
    }

    /** Behaves badly at times. */
    private boolean onInvalidation(Subscription subscription, Invalidation said) {
        switch (random.nextInt(8)) {
            case 0 -> throw new IllegalArgumentException("a callback's own");
            case 1 -> {
                return false;
            }
            case 2 -> assertFails(subscription::close);
            case 3 ->
                openIn.forEach((each, in) -> {
                    if (isOpen(each)) {
                        assertFails(in::close);
                    }
                });
            default -> touch(said.start());
        }
        return true;
    }

    /** What callbacks throw on purpose is no failure. */
    private void onError(Throwable error, Invalidation said, Object source) {
        if (error instanceof AssertionError failure) {
            failures.add(failure);
        }
    }

    private static void assertFails(Runnable call) {
        Throwable thrown = null;
        try {
            call.run();
        } catch (IllegalStateException e) {
            thrown = e;
        }
        if (thrown == null) {
            throw new AssertionError("was allowed in a callback");
        }
    }

    private void useSubscription() {
        if (subscriptions.isEmpty()) {
            return;
        }
        Subscription subscription = subscriptions.get(random.nextInt(subscriptions.size()));
        switch (random.nextInt(6)) {
            case 0 -> {
                subscription.close();
                assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
            }
            case 1 -> subscription.closeAsync();
            case 2 -> assertThat(subscription.readRetry(Subscription.BUSY)).isTrue();
            case 3 ->
                assertThat(subscription.readRetry(Subscription.CLOSED_FOR_GOOD)).isTrue();
            default -> {
                long seen = random.nextBoolean() ? subscription.tryReadBegin() : subscription.readBegin(0);
                assertThat(subscription.readRetry(seen))
                        .isEqualTo(seen == Subscription.BUSY || seen == Subscription.CLOSED_FOR_GOOD);
            }
        }
    }

    private void useSubscriber(Subscriber subscriber) {
        switch (random.nextInt(8)) {
            case 0 ->
                attempt("attach", subscriber.isClosed(), () -> {
                    subscriber.attach();
                    return true;
                });
            case 1 -> maybe("offline", subscriber::offline);
            case 2 -> maybe("online", subscriber::online);
            case 3 -> maybe("detach", subscriber::detach);
            case 4 -> {
                if (random.nextInt(8) == 0) {
                    maybe("close", subscriber::close);
                }
            }
            default -> maybe("poll", () -> subscriber.poll(random.nextInt(-1, 5)));
        }
    }

    // ---- areas

    private void changeAreas(Invalidator invalidator) {
        AddressSpace space = invalidator.space();
        long start = address();
        long end = endOf(start);
        MemoryChange none = MemoryChange.NONE;
        maybe("areas", () -> {
            switch (random.nextInt(8)) {
                case 0, 1 -> space.map(invalidator, start, end, random.nextInt(8), 0, null, none);
                case 2 -> space.unmap(invalidator, start, end, none);
                case 3 -> space.protect(invalidator, start, end, random.nextInt(8), none);
                case 4 -> space.discard(invalidator, start, end, none);
                case 5 -> space.migrate(invalidator, start, end, random.nextInt(2), none);
                case 6 -> space.move(invalidator, start, end, address(), address(), null, none);
                default -> space.clearSoftDirty(invalidator, none);
            }
        });
    }

    private void seldom(Invalidator invalidator, AddressSpace space) {
        switch (random.nextInt(24)) {
            case 0 -> {
                boolean bad = openIn.entrySet().stream()
                        .anyMatch(each -> each.getValue() == invalidator && isOpen(each.getKey()));
                attempt("close", bad, () -> {
                    invalidator.close();
                    closed.add(invalidator);
                    return true;
                });
            }
            case 1 -> {
                space.close();
                released.add(space);
            }
            case 2 ->
                maybe("release", () -> {
                    space.release(invalidator, MemoryChange.NONE);
                    released.add(space);
                });
            case 3 ->
                attempt(
                        "register",
                        released.contains(space),
                        () -> registrations.add(space.register(new Notifier() {
                            @Override
                            public boolean invalidateRangeStart(Invalidation said) {
                                touch(said.start());
                                return random.nextInt(8) != 0;
                            }
                        })));
            case 4 -> registrations.forEach(Registration::close);
            case 5 -> space.reapQuarantine();
            case 6 ->
                assertThat(space.synchronizeAll(YieldingIdleStrategy.INSTANCE, 0))
                        .isIn(true, false);
            case 7 -> maybe("fork", () -> space.fork(invalidator, Vma::tag));
            default -> space.counters();
        }
    }

    /** Of a batch without ranges nothing is open. */
    private static boolean isOpen(Object rangeOrBatch) {
        return rangeOrBatch instanceof InvalidationRange || ((InvalidationBatch) rangeOrBatch).count() > 0;
    }

    // ---- the judgement

    /** Ends all that is open; then readers may begin, invalidators close, and all memory put aside is freed. */
    void endAll() {
        openIn.forEach((each, in) -> {
            if (each instanceof InvalidationRange range) {
                in.invalidateRangeEnd(range);
            } else {
                in.invalidateRangeEnd((InvalidationBatch) each);
            }
        });
        for (Subscription subscription : subscriptions) {
            assertThat(subscription.tryReadBegin())
                    .as("begin of %s", subscription)
                    .isNotEqualTo(Subscription.BUSY);
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.close();
        }
        for (Invalidator invalidator : invalidators) {
            invalidator.close();
        }
        for (AddressSpace space : spaces) {
            assertThat(space.reapQuarantine()).isZero();
            space.close();
        }
        assertThat(freed).isEqualTo(toFree);
        assertThat(failures).isEmpty();
    }

    /** A call that is to fail, or not. If it fails it has changed nothing. */
    private void attempt(String what, boolean bad, BooleanSupplier call) {
        calls.add(bad ? what + " (bad)" : what);
        String before = bad ? state() : null;
        RuntimeException failure = null;
        try {
            assertThat(call.getAsBoolean()).isTrue();
        } catch (IllegalArgumentException | IllegalStateException e) {
            failure = e;
        }
        if (bad != (failure != null)) {
            throw new AssertionError(what + (bad ? " was not rejected" : " was rejected"), failure);
        }
        if (bad) {
            rejected++;
            assertThat(failure.getMessage()).as(what).isNotBlank();
            assertThat(state()).as("after %s", what).isEqualTo(before);
        }
    }

    /** A call of which it would take too much to tell whether it fails. */
    private void maybe(String what, Runnable call) {
        calls.add(what);
        try {
            call.run();
        } catch (IllegalArgumentException | IllegalStateException | InvalidationTimeoutException e) {
            rejected++;
        }
    }

    /** All that can be seen and that a rejected call must leave alone. */
    private String state() {
        StringBuilder state = new StringBuilder();
        for (InvalidationRange range : ranges) {
            state.append(range).append(range.flags()).append(range.hits()).append(range.window.isOpen());
        }
        for (InvalidationBatch batch : batches) {
            state.append(batch).append(batch.size()).append(batch.hits());
        }
        for (Subscription subscription : subscriptions) {
            state.append(subscription).append(subscription.stateAcquire()).append(',');
        }
        for (Invalidator invalidator : invalidators) {
            state.append(invalidator.windows().isEmpty());
        }
        for (AddressSpace space : spaces) {
            space.areas().forEach(area -> state.append(area) != null);
            state.append(space.counters().windows()).append(space.reapQuarantine());
        }
        return state.append(freed).toString();
    }

    private long touched;

    private void touch(long address) {
        touched += address;
    }

    private static boolean isBad(long start, long end) {
        return Long.compareUnsigned(start, end) >= 0;
    }

    private long address() {
        return random.nextInt(8) == 0 ? EDGES[random.nextInt(EDGES.length)] : 0x1000L * random.nextInt(16);
    }

    /** Mostly above the start. */
    private long endOf(long start) {
        return random.nextInt(8) == 0 ? address() : start + 0x800L * (1 + random.nextInt(16));
    }

    private <T> T any(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
