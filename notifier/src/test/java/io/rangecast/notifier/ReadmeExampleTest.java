package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example, compiled and run, and compared with the README. */
class ReadmeExampleTest {
    private static final long PAGE = 4096;
    private static final long POOL = 0x1000_0000L;
    private static final long POOL_BYTES = 16 * PAGE;

    private final long page = POOL + PAGE;
    private final CountDownLatch used = new CountDownLatch(1);
    private volatile boolean running = true;
    private volatile boolean mapped = true;
    private volatile boolean usedAfterUnmap;

    @Test
    @Timeout(240)
    void theReaderLetsGoBeforeThePageIsUnmapped() throws InterruptedException {
        // begin
        AddressSpace space = new AddressSpace();

        // A subscriber thread holds raw addresses, and lets go of them when it takes the record.
        Map<Long, Long> translations = new HashMap<>(); // page to raw address
        Subscriber subscriber = new Subscriber(
                "reader", record -> translations.keySet().removeIf(page -> record.overlaps(page, page + PAGE)));
        Subscription subscription = space.subscribe(POOL, POOL_BYTES, subscriber);

        Runnable reader = () -> {
            long seen = subscription.tryReadBegin();
            long raw = lookUp(page);
            if (!subscription.readRetry(seen)) {
                translations.put(page, raw); // good until the next poll
            }
            while (running) {
                subscriber.poll(16); // from here to the next poll, use translations without asking
                use(translations);
            }
            subscription.close();
            subscriber.close(); // nobody waits for this thread any more
        };
        // pause
        Thread thread = new Thread(reader);
        thread.start();
        used.await();
        // resume
        // The memory manager brackets each change. When start returns, no reader uses the range.
        Invalidator invalidator = space.newInvalidator("evictor");
        InvalidationRange range = new InvalidationRange();
        range.init(InvalidationEvent.UNMAP, 0, null, space, page, page + PAGE);
        try (range) { // ends the window, whatever the answer
            if (invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED) {
                unmap(page);
            } else { // somebody has not let go: unmapped when all have, see below
                invalidator.retire(range, () -> unmap(page));
            }
        }
        // end
        running = false;
        thread.join();

        assertThat(mapped).isFalse();
        assertThat(usedAfterUnmap).isFalse();
        assertThat(translations).isEmpty();
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/rangecast/notifier/ReadmeExampleTest.java"));
        String readme = Files.readString(Path.of("../README.md"));
        String example = readme.substring(
                readme.indexOf("```java\n") + 8, readme.indexOf("```\n", readme.indexOf("```java\n") + 8));

        assertThat(lines(example)).containsExactlyElementsOf(shown(lines(source)));
    }

    static List<String> shown(List<String> source) {
        int begin = source.indexOf("// begin");
        int pause = source.indexOf("// pause");
        int resume = source.indexOf("// resume");
        int end = source.indexOf("// end");
        return Stream.concat(source.subList(begin + 1, pause).stream(), source.subList(resume + 1, end).stream())
                .toList();
    }

    static List<String> lines(String text) {
        return text.lines().map(String::trim).filter(line -> !line.isEmpty()).toList();
    }

    private long lookUp(long address) {
        return address ^ POOL;
    }

    private void use(Map<Long, Long> translations) {
        if (!translations.isEmpty() && !mapped) {
            usedAfterUnmap = true;
        }
        used.countDown();
    }

    private void unmap(long address) {
        assertThat(address).isEqualTo(page);
        mapped = false;
    }
}
