package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A home of a mapped file's pages, which it poisons inside windows. As a process of its own it dies in one. */
final class PagesHome implements AutoCloseable {
    static final int PAGES = ReaderProcess.PAGES;
    static final int PAGE = ReaderProcess.PAGE;
    private static final long POISON_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    final AddressSpace space = new AddressSpace();
    final Invalidator producer = space.newInvalidator("producer", TimeUnit.SECONDS.toNanos(20));
    final Invalidator impatient = space.newInvalidator("impatient", TimeUnit.MILLISECONDS.toNanos(50));
    final MappedByteBuffer pages;
    final SharedHome home;
    private final AgentRunner agent;

    PagesHome(Path folder) throws IOException {
        this(folder, null);
    }

    /** With a window over everything that is open before it serves; or null. */
    PagesHome(Path folder, InvalidationRange toMend) throws IOException {
        pages = ReaderProcess.map(folder.resolve("pages"), PAGES * PAGE);
        if (toMend != null) {
            producer.publish(toMend.init(space, 0, (long) PAGES * PAGE));
        }
        home = SharedHome.serve(
                space,
                folder.resolve("memory"),
                new SharedHomeOptions().peers(4).records(32).length((long) PAGES * PAGE));
        agent = new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, home);
        AgentRunner.startOnThread(agent);
    }

    InvalidationRange range(int page) {
        return new InvalidationRange().init(space, (long) page * PAGE, (page + 1L) * PAGE);
    }

    void changeMuch(int times) {
        for (int i = 0; i < times; i++) {
            int page = i % PAGES;
            InvalidationRange range = range(page);
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
            poison(page);
            producer.invalidateRangeEnd(range);
        }
    }

    /** For a moment the page is what nobody may read. */
    void poison(int page) {
        spoil(page);
        long until = System.nanoTime() + POISON_NANOS;
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        pages.putLong(page * PAGE, page);
    }

    void spoil(int page) {
        pages.putLong(page * PAGE, ReaderProcess.POISON);
    }

    /** A process that changes what it finds, spoils a page in a window, says so in another, and waits for its end. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        PagesHome home = new PagesHome(folder);
        MappedByteBuffer word = ReaderProcess.map(folder.resolve("word"), PAGE);
        while (home.home.peers().stream().filter(SharedPeerStatus::joined).count() < Integer.parseInt(arguments[1])) {
            Thread.sleep(1);
        }
        word.putLong(0, 1);
        while (word.getLong(8) == 0) {
            Thread.sleep(1);
        }
        home.changeMuch(PAGES);
        assertThat(home.producer.invalidateRangeStart(home.range(3))).isEqualTo(InvalidationResult.COMPLETED);
        home.spoil(3);
        word.putLong(0, 2);
        Thread.sleep(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        agent.close();
    }
}
