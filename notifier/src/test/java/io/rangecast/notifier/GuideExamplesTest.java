package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.DocumentedCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What docs/guide.md shows, compiled and run, and compared with the page. */
class GuideExamplesTest {
    private static final Path GUIDE = Path.of("../docs/guide.md");
    private static final long PAGE = 4096;

    private record Block(long start, long end, Queue<Block> freed) {
        void free() {
            freed.add(this);
        }

        long get(long key) {
            assertThat(freed).doesNotContain(this);
            return start + key;
        }
    }

    private final AddressSpace space = new AddressSpace();
    private final Queue<Block> freed = new ConcurrentLinkedQueue<>();
    private final Queue<Long> used = new ConcurrentLinkedQueue<>();
    private volatile Block table = new Block(0x1000, 0x2000, freed);

    @Test
    @DisplayName("a table that grows is freed when the last search in it is over")
    void aMapThatGrows() {
        long key = 7;
        // begin
        ReaderGroup readers = new ReaderGroup("readers");
        space.subscribe(readers); // to the whole space
        // end
        Block small = table;
        long first = readers.enter();
        grow(new Block(0x2000, 0x4000, freed));
        assertThat(freed).isEmpty();
        // begin
        long section = readers.enter();
        try {
            use(table.get(key)); // volatile, read inside the section
        } finally {
            readers.exit(section);
        }
        // end
        readers.exit(first);
        space.reapQuarantine();
        assertThat(freed).containsExactly(small);
        assertThat(used).containsExactly(0x2000 + key);
    }

    private void grow(Block larger) {
        // begin
        Block old = table;
        table = larger; // filled before
        space.retire(InvalidationEvent.UNMAP, old.start(), old.end(), old::free);
        // end
    }

    @Test
    @DisplayName("a pool takes a block back when nobody uses it, and never waits under its lock")
    void aPool() {
        Block block = new Block(0x1000, 0x2000, freed);
        Map<Long, Block> live = new ConcurrentHashMap<>(Map.of(block.start(), block));
        Queue<Block> refused = new ArrayDeque<>();
        // begin
        space.limitHeld(1_000, 64 << 20); // blocks and bytes
        space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        // end
        Subscriber subscriber = new Subscriber("user", record -> {});
        space.subscribe(subscriber);
        subscriber.attach();
        // begin
        live.remove(block.start()); // first
        if (space.retire(InvalidationEvent.UNMAP, block.start(), block.end(), block::free) == AGAIN) {
            refused.add(block); // the limit is reached, nobody was told: try again later
        }
        // end
        assertThat(refused).isEmpty();
        assertThat(freed).isEmpty();
        subscriber.poll(1);
        assertThat(freed).containsExactly(block);
        subscriber.close();
    }

    @Test
    @DisplayName("who evicts takes the first page that nobody has to be waited for")
    void evictionOfPages() {
        Map<Long, Long> directory = new ConcurrentHashMap<>(Map.of(0x1000L, 1L, 0x2000L, 2L));
        Invalidator invalidator = space.newInvalidator("evictor");
        InvalidationRange range = new InvalidationRange();
        Subscriber subscriber = new Subscriber("reader", record -> {});
        space.subscribe(0x1000, PAGE, subscriber);
        subscriber.attach();
        assertThat(victim(directory, new long[] {0x1000, 0x2000}, invalidator, range))
                .isEqualTo(0x2000);
        assertThat(directory).containsOnlyKeys(0x1000L);
        subscriber.close();
    }

    private long victim(
            Map<Long, Long> directory, long[] candidates, Invalidator invalidator, InvalidationRange range) {
        // begin
        for (long page : candidates) {
            range.init(InvalidationEvent.UNMAP, 0, null, space, page, page + PAGE);
            if (invalidator.tryChange(range, () -> directory.remove(page)) == COMPLETED) {
                return page; // nobody uses it
            }
        }
        return 0; // do not spin: wait for one, or retire it
        // end
    }

    @Test
    @DisplayName("a reader of pages keeps translations, and looks up what was revoked")
    void translationsOfPages() {
        long address = 0x1234;
        space.map(space.newInvalidator("manager"), 0x1000, 0x2000, Vma.READ, 0, null, MemoryChange.NONE);
        // begin
        TranslationCache cache = new TranslationCache(space, 1024, PAGE);
        Subscriber reader = new Subscriber("reader", cache);
        Subscription subscription = space.subscribe(reader);
        // end
        // begin
        reader.poll(16); // then, until the next poll:
        long raw = cache.translate(address);
        if (raw == TranslationCache.MISS) {
            long seen = subscription.readBegin();
            raw = lookUp(address);
            if (!cache.fill(subscription, seen, address, raw)) {
                raw = TranslationCache.MISS; // revoked meanwhile: next time
            }
        }
        // end
        assertThat(raw).isEqualTo(lookUp(address));
        assertThat(cache.translate(address)).isEqualTo(raw);
        reader.close();
    }

    @Test
    @DisplayName("a search takes no lock inside its section, and says what becomes of laggards")
    void searches() {
        Map<Long, Long> directory = new ConcurrentHashMap<>(Map.of(0x1000L, 1L));
        long page = 0x1000;
        // begin
        ReaderGroup searches = new ReaderGroup("searches");
        Subscription segments = space.subscribe(searches);
        long hits = searches.read(segments, () -> directory.get(page), found -> found == null ? 0 : search(found));
        // end
        assertThat(hits).isEqualTo(1);
        // begin
        space.laggardPolicy(LaggardPolicy.retireAfter(Duration.ofMillis(10)));
        Long raw = directory.remove(page); // first
        space.invalidate(InvalidationEvent.UNMAP, page, page + PAGE, () -> free(raw));
        // end
        assertThat(freed).hasSize(1);
    }

    @Test
    @DisplayName("the guide shows this very code, in no more than 800 words")
    void theGuideShowsThisVeryCode() throws IOException {
        DocumentedCode.assertShows(GUIDE, getClass());
        long words = Stream.of(Files.readString(GUIDE).split("\\s+")).count();
        assertThat(words).isLessThanOrEqualTo(800);
    }

    private void use(long value) {
        used.add(value);
    }

    private static long lookUp(long address) {
        return address + 0x7f00_0000L;
    }

    private static long search(long raw) {
        return raw;
    }

    private void free(long raw) {
        freed.add(new Block(raw, raw, freed));
    }
}
