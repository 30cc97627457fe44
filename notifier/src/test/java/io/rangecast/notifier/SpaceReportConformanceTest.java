package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a space says of itself. */
@Watchdog
class SpaceReportConformanceTest {
    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Invalidator impatient = space.newInvalidator("impatient", 1);

    private List<String> report() {
        return space.report().lines().toList();
    }

    @Test
    @DisplayName("a report names who subscribes to what, who is late, and what is held and by whom")
    void x1AReportNamesWhoSubscribesWhoIsLateAndWhatIsHeld() throws Exception {
        Subscriber stuck = new Subscriber("stuck", record -> {});
        Subscriber fine = new Subscriber("fine", record -> {});
        ReaderGroup tasks = new ReaderGroup("tasks");
        space.subscribe(0x1000, 0x1000, stuck);
        space.subscribe(0x8000, 0x1000, fine);
        space.subscribe(0xa000, 0x1000, fine);
        space.subscribe(0x1000, 0x2000, tasks);
        space.guard(0xc000, 0x1000);
        ExecutorService another = Executors.newSingleThreadExecutor(); // a wait serves what its own thread polls
        Thread owner = another.submit(() -> {
                    stuck.attach();
                    return Thread.currentThread();
                })
                .get();
        fine.attach();
        fine.offline();
        long section = tasks.enter();
        InvalidationRange range = world.range(0x1000, 0x1800);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        impatient.invalidateRangeEnd(range);
        assertThat(space.retire(InvalidationEvent.UNMAP, 0x1000, 0x1800, () -> {}))
                .isEqualTo(InvalidationResult.RETIRED);

        String thread = "thread \"" + Thread.currentThread().getName() + "\" is RUNNABLE";
        List<String> lines = report();
        assertThat(lines).hasSize(9);
        assertThat(lines.get(0)).isEqualTo(space.toString());
        assertThat(lines.get(1)).startsWith("counters: windows=2, hits=4, ").contains("timeouts=1, laggards=2");
        assertThat(lines.get(2)).isEqualTo("subscriptions: 5");
        assertThat(lines.subList(3, 5))
                .anySatisfy(line -> assertThat(line)
                        .matches("  subscriber stuck: 1 subscription in \\[0x1000,0x2000\\), LATE for \\d+ ms, "
                                + "thread \"" + owner.getName() + "\" is [A-Z_]+.*"))
                .anySatisfy(line -> assertThat(line)
                        .matches("  reader group tasks: 1 subscription in \\[0x1000,0x3000\\), LATE for \\d+ ms, "
                                + "open sections: 1"));
        assertThat(lines.subList(5, 7))
                .containsExactly(
                        "  subscriber fine: 2 subscriptions in [0x8000,0xb000), " + thread + ", offline",
                        "  guards: 1 subscription in [0xc000,0xd000)");
        assertThat(lines.get(7)).isEqualTo("held: 1 block, 0x800 bytes");
        assertThat(lines.get(8))
                .startsWith("  [0x1000,0x1800): 0x800 bytes, for ")
                .contains("stuck", "tasks");

        tasks.exit(section);
        another.submit(() -> stuck.poll(8)).get();
        space.reapQuarantine();
        assertThat(space.report()).doesNotContain("LATE").endsWith("held: 0 blocks, 0x0 bytes\n");
        another.submit(stuck::close).get();
        another.shutdown();
        fine.close();
    }

    @Test
    @DisplayName("it says who is evicted, what is deferred, and that a space is released")
    void x1ItSaysWhoIsEvictedAndWhatIsDeferred() {
        Subscriber device = Subscriber.proxy("device", InvalidationRecord::defer);
        Subscriber gone = new Subscriber("gone", record -> {});
        space.subscribe(0x1000, 0x1000, device);
        space.subscribe(0x3000, 0x1000, gone);
        world.subscribeA();
        InvalidationRange range = world.range(0x1000, 0x1800);
        impatient.publish(range);
        device.poll(1);
        InvalidationRange others = world.range(0x3000, 0x3800);
        impatient.publish(others);
        impatient.evict(others);
        assertThat(report())
                .anyMatch(line -> line.startsWith("  subscriber device") && line.endsWith(", deferred answers: 1"))
                .contains(
                        "  subscriber gone: 1 subscription in [0x3000,0x4000), no thread polls it, evicted",
                        "  callbacks: 1 subscription in [0x1000,0x2000)");
        device.closeOnBehalfOfAll();
        impatient.invalidateRangeEnd(range);
        impatient.invalidateRangeEnd(others);
        space.close();
        assertThat(report()).startsWith(space + ", released").contains("subscriptions: 0");
    }

    @Test
    @DisplayName("a report is bounded, however many subscribe, are late, or hold; the late come first")
    void x2AReportIsBoundedAndTheLateComeFirst() {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Subscriber subscriber = new Subscriber("s" + i, record -> {});
            subscribers.add(subscriber);
            space.subscribe(0x1000L * (i + 1), 0x1000, subscriber);
        }
        List<Subscription> guards = new ArrayList<>();
        for (int i = 0; i < SpaceReport.MOST_SUBSCRIPTIONS; i++) {
            guards.add(space.guard(0x1000_0000L + 0x1000L * i, 0x1000));
        }
        InvalidationRange last = world.range(0x1000L * 200, 0x1000L * 201);
        impatient.invalidateRangeStart(last);
        impatient.invalidateRangeEnd(last);
        for (int i = 0; i < 100; i++) {
            space.retire(InvalidationEvent.UNMAP, 0x1000, 0x1000L * 101, () -> {});
        }

        List<String> lines = report();
        assertThat(lines).hasSizeLessThanOrEqualTo(6 + 2 * SpaceReport.MOST_LINES);
        assertThat(lines.get(2)).isEqualTo("subscriptions: 10200, of which these are the lowest 10000");
        assertThat(lines.get(3)).startsWith("  subscriber s199: ").contains(", LATE for ");
        assertThat(lines).contains("  and 181 more", "held: 100 blocks, 0x271000" + "0 bytes", "  and 80 more");
        assertThat(lines)
                .filteredOn(line -> line.contains("0x64000 bytes, for "))
                .hasSize(SpaceReport.MOST_LINES)
                .allSatisfy(line -> assertThat(line).endsWith("and 96 more]"));
        space.closeAll(guards);
        subscribers.forEach(Subscriber::close);
    }

    @Test
    @DisplayName("it may be asked inside a callback, and while windows are open")
    void x2ItMayBeAskedInsideACallback() {
        AtomicReference<String> said = new AtomicReference<>();
        world.subscribe("a", 0x1000, 0x2000, self -> said.set(space.report()));
        world.invalidate(0x1000, 0x2000);
        assertThat(said.get()).contains("  callbacks: 1 subscription in [0x1000,0x2000)");
    }
}
