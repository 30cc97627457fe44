package io.rangecast.notifier.safety;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * A program of its own, as it may kill its JVM: a producer takes pages away and gives them back while other threads
 * hold raw addresses into them and use these without asking.
 *
 * <p>Without an argument that takes the waiting or the telling away it must end well. With one it must not: a holder
 * dies of a page that is gone, or finds another word than it has learnt.
 */
final class Revocations {
    /** The exit status when a holder has found what it must not. */
    static final int LATE = 3;

    /** How holders are told that a page goes. */
    enum Telling {
        WAITED,
        PUBLISHED,
        NOT_AT_ALL
    }

    /** What a page is now: where, and the word it is full of. */
    record Translation(long raw, long word) {}

    private final Pages pages;
    private final Telling telling;
    private final List<Pages.Taking> takings;
    private final SplittableRandom random;
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer", Long.MAX_VALUE);
    private final InvalidationRange range = new InvalidationRange();

    /** Null where there is no page. */
    private final AtomicReferenceArray<Translation> translations = new AtomicReferenceArray<>(Pages.COUNT);

    /** Two plain words of each page that only differ inside windows, for who reads optimistically. */
    private final long[] left = new long[Pages.COUNT];

    private final long[] right = new long[Pages.COUNT];
    private volatile boolean stopped;

    private Revocations(Pages pages, Telling telling, List<Pages.Taking> takings, SplittableRandom random) {
        this.pages = pages;
        this.telling = telling;
        this.takings = takings;
        this.random = random;
    }

    /** Arguments: the class of the pages, the telling, the holders, the takings, how many revocations, the seed. */
    public static void main(String[] args) throws ReflectiveOperationException, InterruptedException {
        Pages pages = (Pages) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        List<Pages.Taking> takings =
                Stream.of(args[3].split(",")).map(Pages.Taking::valueOf).toList();
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[5]));
        new Revocations(pages, Telling.valueOf(args[1]), takings, random).run(args[2], Long.parseLong(args[4]));
    }

    private void run(String holders, long revocations) throws InterruptedException {
        List<PageHolder> all = Stream.of(holders.split(","))
                .map(kind -> PageHolder.of(kind, this, random.split()))
                .toList();
        List<Thread> threads = all.stream().map(this::start).toList();
        if (telling == Telling.WAITED) {
            takeAndGiveBack(revocations);
        } else {
            takeUntilCaught(revocations, all);
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        all.forEach(holder -> System.out.println(holder.report()));
    }

    private void takeAndGiveBack(long revocations) {
        for (long i = 0; i < revocations; ) {
            int page = random.nextInt(Pages.COUNT);
            if (translations.getPlain(page) == null) {
                give(page, random.nextLong());
            } else {
                revoke(page, anyTaking());
                i++;
            }
        }
    }

    /** Gives all and takes all, and waits in between: nothing is given back before it was missed. */
    private void takeUntilCaught(long revocations, List<PageHolder> holders) {
        for (long i = 0; i < revocations; i += Pages.COUNT) {
            for (int page = 0; page < Pages.COUNT; page++) {
                give(page, random.nextLong());
            }
            holders.forEach(PageHolder::awaitProgress);
            for (int page = 0; page < Pages.COUNT; page++) {
                revoke(page, anyTaking());
            }
            holders.forEach(PageHolder::awaitProgress);
        }
    }

    private Pages.Taking anyTaking() {
        return takings.get(random.nextInt(takings.size()));
    }

    private Thread start(PageHolder holder) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!stopped) {
                            holder.workOnce();
                        }
                        holder.end();
                    } catch (Throwable failed) {
                        failed.printStackTrace();
                        Runtime.getRuntime().halt(LATE); // not exit: others are in the middle of what may kill them
                    }
                },
                holder.name());
        thread.setDaemon(true); // if the producer fails the program ends
        thread.start();
        return thread;
    }

    private void give(int page, long word) {
        translations.set(page, new Translation(pages.give(page, word), word));
    }

    private void revoke(int page, Pages.Taking how) {
        range.init(InvalidationEvent.UNMAP, 0, null, space, start(page), start(page + 1));
        switch (telling) {
            case WAITED ->
                check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
            case PUBLISHED -> invalidator.publish(range);
            case NOT_AT_ALL -> {}
        }
        left[page]++;
        translations.set(page, null);
        pages.take(page, how);
        right[page]++;
        if (telling != Telling.NOT_AT_ALL) {
            invalidator.invalidateRangeEnd(range);
        }
    }

    /** Where a page is in the space: the address that is announced. */
    static long start(int page) {
        return (long) page * Pages.BYTES;
    }

    AddressSpace space() {
        return space;
    }

    Translation lookUp(int page) {
        return translations.get(page);
    }

    long left(int page) {
        return left[page];
    }

    long right(int page) {
        return right[page];
    }

    /** Uses a raw address that was learnt from a translation. */
    void use(Translation learnt, int offset) {
        check(pages.read(learnt.raw() + offset) == learnt.word(), "a page was used that has gone");
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
