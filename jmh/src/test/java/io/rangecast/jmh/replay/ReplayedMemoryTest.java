package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.Effort;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Vma;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bytes of random traces, looked at after each row: no two live mappings share any; whoever is told of every change
 * reads what he expects until then; and whoever is not told reads, from the change on, nothing that he expects. So a
 * replay finds every stale read, and no other. More with {@code -Deffort=}, the same again with {@code -Dseed=}.
 */
@Tag("proof")
class ReplayedMemoryTest {
    private static final int TRACES = Math.max(4, Effort.of(30)); // of one, chance says too much
    private static final int ROWS = 2_000;
    private static final long SEED =
            Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private static final int UNIT = 64; // no page has fewer bytes
    private static final int MEMORY = 64 << 20;
    private static final int REMEMBERED = 500;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Slab slab;

    /** Told of every change that takes them away. */
    private List<Translation> held;

    /** Not told: what has changed since it was looked up. */
    private Deque<Translation> stale;

    private long changes;
    private long withoutBytes;

    @Test
    void mappingsShareNoBytesAndEveryChangeCanBeSeen() {
        for (int i = 0; i < TRACES; i++) {
            slab = new Slab(MEMORY);
            held = new ArrayList<>();
            stale = new ArrayDeque<>();
            Trace trace = new RandomTrace(random).of(ROWS);
            try {
                new Replayer(trace, slab, new Witness(), new RecentAreas(), new Inspector()).replay();
                assertThat(slab.blocksInUse()).as("when all have ended").isZero();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("trace " + i + " with -Dseed=" + SEED, e);
            }
        }
        assertThat(changes).isGreaterThan((long) TRACES * ROWS / 8); // a quarter of all rows, by chance
        assertThat(withoutBytes).as("parts without bytes").isGreaterThan(TRACES);
    }

    /** Nobody is told: what is changed inside the range is stale from then on. */
    private final class Witness extends Windows {
        Witness() {
            super(false);
        }

        @Override
        void change(Invalidator invalidator, InvalidationEvent event, Vma area, long start, long end, Runnable change) {
            change.run();
            changes++;
            held.removeIf(t -> {
                boolean told = t.spaceId() == invalidator.space().id()
                        && Long.compareUnsigned(start, t.address()) <= 0
                        && Long.compareUnsigned(t.address(), end) < 0;
                if (told) {
                    stale.add(t);
                }
                return told;
            });
        }
    }

    /** After each row. */
    private final class Inspector extends KernelSnapshots {
        @Override
        void compare(long micros, Supplier<Collection<TracedProcess>> alive) {
            BitSet owned = new BitSet();
            for (TracedProcess process : alive.get()) {
                process.areas().forEach(area -> inspect(process, area, owned));
            }
            for (Translation t : held) {
                check(slab.read(t.offset()) == t.pattern(), t, "has changed, and nobody was told");
            }
            while (stale.size() > REMEMBERED) {
                stale.remove();
            }
            for (Translation t : stale) {
                check(slab.read(t.offset()) != t.pattern(), t, "reads as if nothing had changed");
            }
        }

        private boolean inspect(TracedProcess process, Vma area, BitSet owned) {
            Backing backing = Backing.of(area);
            int first = backing.pageAtOrAbove(area.start());
            int pages = backing.pagesBelow(area.end()) - first;
            if (pages == 0) {
                withoutBytes++;
                return true;
            }
            int from = backing.offset(first) / UNIT;
            int to = backing.offset(first + pages) / UNIT;
            int shared = owned.nextSetBit(from);
            check(shared < 0 || shared >= to, area, "shares bytes with another");
            owned.set(from, to);
            int page = first + random.nextInt(pages);
            long word = slab.read(backing.offset(page) + random.nextInt(backing.pageBytes() / Long.BYTES) * Long.BYTES);
            check(word == backing.pattern(page), area, "holds another pattern than it says");
            check(area.isReadable() == (word != Backing.POISON), area, "holds poison just if nobody may read it");
            if (area.isReadable() && held.size() < REMEMBERED && random.nextInt(8) == 0) {
                held.add(translation(process, backing, page));
            }
            return true;
        }

        private Translation translation(TracedProcess process, Backing backing, int page) {
            return new Translation(
                    process.space().id(),
                    backing.address(page),
                    backing.offset(page),
                    backing.pageBytes(),
                    backing.pattern(page),
                    null,
                    0);
        }

        /** For millions of checks: no message is made before one fails. */
        private void check(boolean holds, Object what, String otherwise) {
            if (!holds) {
                throw new AssertionError(what + " " + otherwise);
            }
        }
    }
}
