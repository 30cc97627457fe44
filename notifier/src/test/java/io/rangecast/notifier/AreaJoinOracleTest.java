package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Row U1 against an array: the areas of a space are the longest runs of bytes that nothing tells apart, and a change of
 * protection is a window for each run that changes.
 */
@Tag("proof")
@Watchdog
class AreaJoinOracleTest {
    private static final int SIZE = 48;
    private static final int ROUNDS = Effort.of(50_000);
    private static final int PRODUCER_ROUNDS = Effort.of(10_000);
    private static final long BASE = Long.MIN_VALUE - SIZE / 2; // across the middle, where signs change

    /** What tells a byte from its neighbour. */
    private record Kind(long id, long generation, int protection) {}

    private record Run(long start, long end, Kind kind) {}

    private final SplittableRandom random = new SplittableRandom(Stress.SEED);
    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Kind[] bytes = new Kind[SIZE];

    @Test
    @DisplayName("after any operations the areas are the longest runs that are alike")
    void u1TheAreasAreTheLongestRunsThatAreAlike() {
        world.subscribe("all", BASE, BASE + SIZE);
        for (int i = 0; i < ROUNDS; i++) {
            int from = random.nextInt(SIZE);
            int to = from + 1 + random.nextInt(SIZE - from);
            step(from, to);
            assertThat(areas()).as("round %d, -Dseed=%d", i, Stress.SEED).isEqualTo(runs(0, SIZE));
        }
    }

    private void step(int from, int to) {
        switch (random.nextInt(12)) {
            case 0 -> {
                Vma mapped = space.map(
                        world.producer, BASE + from, BASE + to, random.nextInt(3), 0, null, MemoryChange.NONE);
                Arrays.fill(bytes, from, to, kind(mapped));
            }
            case 1 -> {
                int end = Math.min(to, from + 3);
                space.unmap(world.producer, BASE + from, BASE + end, MemoryChange.NONE);
                Arrays.fill(bytes, from, end, null);
            }
            case 2 -> move(from);
            case 3 -> space.discard(world.producer, BASE + from, BASE + to, MemoryChange.NONE);
            default -> protect(from, to, random.nextInt(3));
        }
    }

    /** A whole run, or its first byte, to where something else may be. */
    private void move(int from) {
        Vma area = space.find(BASE + from);
        if (area != null) {
            int start = (int) (area.start() - BASE);
            int length = random.nextBoolean() ? 1 : (int) (area.end() - area.start());
            int target = random.nextInt(SIZE - length + 1);
            Vma moved = space.move(
                    world.producer,
                    area.slice(area.start(), area.start() + length),
                    BASE + target,
                    BASE + target + length,
                    null,
                    MemoryChange.NONE);
            Arrays.fill(bytes, start, start + length, null);
            Arrays.fill(bytes, target, target + length, kind(moved));
        }
    }

    private void protect(int from, int to, int protection) {
        List<Run> changed = runs(from, to).stream()
                .filter(run -> run.kind.protection != protection)
                .toList();
        world.told.clear();
        space.protect(world.producer, BASE + from, BASE + to, protection, MemoryChange.NONE);
        assertThat(world.told)
                .extracting(Told::start)
                .isEqualTo(changed.stream().map(Run::start).toList());
        assertThat(world.told)
                .extracting(Told::end)
                .isEqualTo(changed.stream().map(Run::end).toList());
        for (int i = from; i < to; i++) {
            bytes[i] = bytes[i] == null ? null : new Kind(bytes[i].id, bytes[i].generation, protection);
        }
    }

    private static Kind kind(Vma area) {
        return new Kind(area.id(), area.generation(), area.protection());
    }

    private List<Run> areas() {
        List<Run> found = new ArrayList<>();
        space.areas().forEach(area -> found.add(new Run(area.start(), area.end(), kind(area))));
        return found;
    }

    private List<Run> runs(int from, int to) {
        List<Run> runs = new ArrayList<>();
        for (int i = from; i < to; ) {
            int end = i + 1;
            while (end < to && Objects.equals(bytes[i], bytes[end])) {
                end++;
            }
            if (bytes[i] != null) {
                runs.add(new Run(BASE + i, BASE + end, bytes[i]));
            }
            i = end;
        }
        return runs;
    }

    @Test
    @DisplayName("producers that change neighbouring parts of one area at once leave one area")
    void u1ProducersOfNeighbouringPartsLeaveOneArea() throws InterruptedException {
        int producers = 3;
        int part = SIZE / producers;
        Vma whole = world.map(BASE, BASE + SIZE, Vma.READ);
        Stress stress = new Stress();
        for (int p = 0; p < producers; p++) {
            long start = BASE + (long) p * part;
            Invalidator invalidator = space.newInvalidator("producer " + p);
            stress.repeat("producer " + p, PRODUCER_ROUNDS, own -> {
                int from = own.nextInt(part);
                int to = from + 1 + own.nextInt(part - from);
                space.protect(invalidator, start + from, start + to, 0, MemoryChange.NONE);
                Vma inside = space.find(start + from);
                stress.check(inside.protection() == 0, inside + " was changed by nobody else");
                space.protect(invalidator, start, start + part, Vma.READ, MemoryChange.NONE);
            });
        }
        stress.meanwhile("reader", own -> {
            long at = BASE + own.nextInt(SIZE);
            Vma found = space.find(at);
            stress.check(found != null && found.id() == whole.id(), "every byte is mapped all the time");
        });
        stress.run();

        assertThat(areas()).containsExactly(new Run(BASE, BASE + SIZE, kind(whole)));
    }
}
