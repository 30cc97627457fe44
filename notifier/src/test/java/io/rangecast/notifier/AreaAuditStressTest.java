package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AreaFinding.Kind;
import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Row U3 while memory changes: the system's list is read page by page, as torn as can be. Whatever changes inside windows
 * is never reported, and what is wrong outside of them always is.
 */
@Tag("proof")
@Watchdog
class AreaAuditStressTest {
    private static final long PAGE = 0x1000;
    private static final int PART = 32;
    private static final int PRODUCERS = 2;
    private static final int WRONG = PRODUCERS * PART;
    private static final int NOT_MAPPED = -1;
    private static final int AUDITS = Effort.of(3_000);

    private final World world = new World();
    private final AddressSpace space = world.space;

    /** The protection of each page. */
    private final AtomicIntegerArray system = new AtomicIntegerArray(WRONG + 1);

    private final AtomicLong changes = new AtomicLong();

    @Test
    @DisplayName("an audit beside changes reports what is wrong, and nothing else")
    void u3AnAuditBesideChangesReportsWhatIsWrong() throws InterruptedException {
        for (int page = 0; page < WRONG; page++) {
            system.set(page, Vma.READ);
        }
        world.map(PAGE, PAGE + WRONG * PAGE, Vma.READ);
        system.set(WRONG, NOT_MAPPED);
        Vma wrong = world.map(PAGE + WRONG * PAGE, PAGE + (WRONG + 1) * PAGE, Vma.READ);
        AreaFinding expected = new AreaFinding(Kind.NOT_MAPPED, wrong.start(), wrong.end(), wrong, 0);

        Stress stress = new Stress();
        for (int p = 0; p < PRODUCERS; p++) {
            long start = PAGE + p * PART * PAGE;
            Invalidator invalidator = space.newInvalidator("producer " + p);
            stress.meanwhile("producer " + p, random -> {
                long from = start + random.nextInt(PART) * PAGE;
                long to = Math.min(from + PAGE * (1 + random.nextInt(8)), start + PART * PAGE);
                int protection = random.nextInt(8);
                switch (random.nextInt(3)) {
                    case 0 -> space.protect(invalidator, from, to, protection, set(protection));
                    case 1 -> space.map(invalidator, from, to, protection, 0, null, set(protection));
                    default -> space.discard(invalidator, from, to, this::replace);
                }
                changes.incrementAndGet();
                Stress.pause(random, 1_000);
            });
        }
        stress.repeat("auditor", AUDITS, random -> {
            List<AreaFinding> found =
                    new AreaAudit(space, this::list, PAGE, PAGE + (WRONG + 1) * PAGE, true).findings();
            stress.check(found.equals(List.of(expected)), "found " + found);
        });
        stress.run();
        assertThat(changes.get()).isPositive();
    }

    private MemoryChange set(int protection) {
        return (area, start, end) -> setAll(start, end, protection);
    }

    /** For a moment nothing is there. */
    private void replace(Vma area, long start, long end) {
        setAll(start, end, NOT_MAPPED);
        Thread.yield();
        setAll(start, end, area.protection());
    }

    private void setAll(long start, long end, int protection) {
        for (long at = start; at < end; at += PAGE) {
            system.set((int) (at / PAGE) - 1, protection);
        }
    }

    private ProcMaps list() {
        List<String> lines = new ArrayList<>();
        for (int page = 0; page <= WRONG; page++) {
            int protection = system.get(page);
            if (protection != NOT_MAPPED) {
                lines.add("%x-%x %s%s%sp"
                        .formatted(
                                (page + 1) * PAGE,
                                (page + 2) * PAGE,
                                (protection & Vma.READ) != 0 ? "r" : "-",
                                (protection & Vma.WRITE) != 0 ? "w" : "-",
                                (protection & Vma.EXEC) != 0 ? "x" : "-"));
            }
        }
        return ProcMaps.of(lines);
    }
}
