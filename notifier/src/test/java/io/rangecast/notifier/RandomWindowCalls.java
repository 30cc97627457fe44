package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.RandomArguments;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Random calls that have to do with windows, over four ranges and two batches. */
final class RandomWindowCalls {
    private final RandomArguments random;
    private final CallJudge judge;
    private final AddressSpace[] spaces;
    private final Invalidator[] invalidators;
    private final InvalidationRange[] ranges =
            IntStream.range(0, 4).mapToObj(i -> new InvalidationRange()).toArray(InvalidationRange[]::new);
    private final InvalidationBatch[] batches = {new InvalidationBatch(1), new InvalidationBatch(3)};

    /** Which invalidator has a range or a batch open. */
    private final Map<Object, Invalidator> openIn = new IdentityHashMap<>();

    private final Set<Invalidator> closed = Collections.newSetFromMap(new IdentityHashMap<>());
    private int freed;
    private int toFree;

    RandomWindowCalls(RandomArguments random, CallJudge judge, AddressSpace[] spaces, Invalidator[] invalidators) {
        this.random = random;
        this.judge = judge;
        this.spaces = spaces;
        this.invalidators = invalidators;
    }

    /** Mostly the one that has it open. */
    private Invalidator userOf(Object rangeOrBatch) {
        Invalidator user = openIn.get(rangeOrBatch);
        return user == null || random.onceIn(8) ? random.any(invalidators) : user;
    }

    // ---- ranges

    void initialise() {
        InvalidationRange range = random.any(ranges);
        AddressSpace space = random.any(spaces);
        long start = random.address();
        long end = random.endOf(start);
        judge.attempt("init", RandomArguments.isBad(start, end) || range.window.isOpen(), () -> {
            InvalidationEvent event = random.any(InvalidationEvent.values());
            range.initOwner(event, random.nextInt(), null, space, start, end, random.nextInt(2));
            return true;
        });
    }

    void open() {
        InvalidationRange range = random.any(ranges);
        Invalidator invalidator = random.any(invalidators);
        boolean bad = range.space() != invalidator.space() || range.window.isOpen() || closed.contains(invalidator);
        int form = random.nextInt(3);
        judge.attempt("open " + form, bad, () -> {
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

    void useOpen() {
        InvalidationRange range = random.any(ranges);
        Invalidator invalidator = userOf(range);
        boolean bad = openIn.get(range) != invalidator;
        switch (random.nextInt(4)) {
            case 0 -> judge.attempt("await", bad, () -> invalidator.await(range, random.nextInt(-1, 1)) != null);
            case 1 -> judge.attempt("laggards", bad, () -> invalidator.laggards(range) != null);
            case 2 -> {
                if (random.onceIn(8)) {
                    judge.attempt("evict", bad, () -> invalidator.evict(range) != null);
                }
            }
            default ->
                judge.attempt("quarantine", bad, () -> {
                    invalidator.quarantine(range, () -> freed++);
                    toFree++;
                    return openIn.remove(range) != null;
                });
        }
    }

    void end() {
        InvalidationRange range = random.any(ranges);
        Invalidator invalidator = userOf(range);
        judge.attempt("end", openIn.get(range) != invalidator, () -> {
            invalidator.invalidateRangeEnd(range);
            return openIn.remove(range) != null;
        });
    }

    // ---- batches

    void useBatch() {
        InvalidationBatch batch = random.any(batches);
        Invalidator invalidator = userOf(batch);
        AddressSpace space = random.any(spaces);
        boolean open = openIn.containsKey(batch);
        boolean bad = openIn.get(batch) != invalidator;
        long start = random.address();
        long end = random.endOf(start);
        switch (random.nextInt(9)) {
            case 0, 1 ->
                judge.attempt(
                        "batch.init",
                        open,
                        () -> batch.init(random.any(InvalidationEvent.values()), 0, null, space) != null);
            case 2, 3 -> {
                boolean badRange = RandomArguments.isBad(start, end);
                boolean initialised = batch.toString().contains("space");
                judge.attempt("batch.add", open || !initialised || badRange, () -> batch.add(start, end) != null);
            }
            case 4, 5 -> {
                boolean other = !batch.toString().endsWith(" in " + invalidator.space());
                judge.attempt("batch.start", open || other || closed.contains(invalidator), () -> {
                    invalidator.invalidateRangeStart(batch);
                    return openIn.put(batch, invalidator) == null;
                });
            }
            case 6 -> judge.attempt("batch.await", bad, () -> invalidator.await(batch, 0) != null);
            case 7 -> judge.attempt("batch.laggards", bad, () -> invalidator.laggards(batch) != null);
            default -> endBatch(batch, invalidator, bad);
        }
    }

    private void endBatch(InvalidationBatch batch, Invalidator invalidator, boolean bad) {
        boolean quarantined = random.nextBoolean();
        judge.attempt(quarantined ? "batch.quarantine" : "batch.end", bad, () -> {
            if (quarantined) {
                invalidator.quarantine(batch, () -> freed++);
                toFree++;
            } else {
                invalidator.invalidateRangeEnd(batch);
            }
            return openIn.remove(batch) != null;
        });
    }

    // ---- closing, and the end

    void close() {
        Invalidator invalidator = random.any(invalidators);
        judge.attempt("close", hasOpen(invalidator), () -> {
            invalidator.close();
            closed.add(invalidator);
            return true;
        });
    }

    private boolean hasOpen(Invalidator invalidator) {
        return openIn.entrySet().stream().anyMatch(each -> each.getValue() == invalidator && isOpen(each.getKey()));
    }

    void forEachWithOpenWindow(Consumer<Invalidator> action) {
        openIn.forEach((each, in) -> {
            if (isOpen(each)) {
                action.accept(in);
            }
        });
    }

    /** Of a batch without ranges nothing is open. */
    private static boolean isOpen(Object rangeOrBatch) {
        return rangeOrBatch instanceof InvalidationRange || ((InvalidationBatch) rangeOrBatch).count() > 0;
    }

    void endAll() {
        openIn.forEach((each, in) -> {
            if (each instanceof InvalidationRange range) {
                in.invalidateRangeEnd(range);
            } else {
                in.invalidateRangeEnd((InvalidationBatch) each);
            }
        });
    }

    int freed() {
        return freed;
    }

    void assertAllIsFreed() {
        assertThat(freed).isEqualTo(toFree);
    }

    void appendState(StringBuilder state) {
        for (InvalidationRange range : ranges) {
            state.append(range).append(range.flags()).append(range.hits()).append(range.window.isOpen());
        }
        for (InvalidationBatch batch : batches) {
            state.append(batch).append(batch.size()).append(batch.hits());
        }
    }
}
