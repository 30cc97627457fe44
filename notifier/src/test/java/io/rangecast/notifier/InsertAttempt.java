package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;

/** Puts an interval into a tree, and another into a map: each is in, or may be put in later. */
final class InsertAttempt implements Attempt {
    private final IntervalTree<Interval> tree = IntervalTree.withFilter();
    private final AreaMap<Interval> map = new AreaMap<>((area, start, end) -> new Interval(start, end));
    private Interval inTree;
    private Interval inMap;
    private boolean done;

    @Override
    public void prepare(AddressSpace space) {
        for (int i = 0; i < 100; i++) {
            tree.insert(new Interval(2 * i * PAGE, (2 * i + 1) * PAGE));
            map.put(new Interval(2 * i * PAGE, (2 * i + 1) * PAGE));
        }
        renew();
    }

    private void renew() {
        done = false;
        inTree = new Interval(51 * PAGE, 52 * PAGE);
        inMap = new Interval(51 * PAGE, 52 * PAGE);
    }

    @Override
    public void run(AddressSpace space) {
        if (tree.firstOverlap(51 * PAGE, 52 * PAGE, Interval.EVERY_MASK, other -> {}) == null) {
            tree.insert(inTree);
        }
        map.put(inMap);
        done = true;
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        ScarceMemory.check((map.find(51 * PAGE) == inMap) == worked, "half put in");
    }

    @Override
    public void undo() {
        if (done) {
            tree.remove(inTree);
            map.remove(51 * PAGE, 52 * PAGE);
            renew();
        }
    }

    @Override
    public void end() {}
}
