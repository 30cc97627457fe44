package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's second example, compiled and run, and compared with the README. */
class ReadmeTranslationCacheTest {
    private static final long PAGE = 4096;

    private final AddressSpace space = new AddressSpace();
    private final long address = 0x1234;

    @Test
    void aPageIsFoundOnceItWasFilled() {
        space.map(space.newInvalidator("manager"), 0x1000, 0x2000, Vma.READ, 0, null, MemoryChange.NONE);
        // begin
        TranslationCache cache = new TranslationCache(space, 1024, PAGE); // and new Subscriber("reader", cache)
        // pause
        Subscription subscription = space.subscribe(0x1000, PAGE, new Subscriber("reader", cache));
        // resume
        long raw = cache.translate(address);
        if (raw == TranslationCache.MISS) {
            cache.fill(subscription, subscription.tryReadBegin(), address, lookUp(address), space.find(address));
        }
        // end
        assertThat(raw).isEqualTo(TranslationCache.MISS);
        assertThat(cache.translate(address)).isEqualTo(lookUp(address));
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        Path source = Path.of("src/test/java/io/rangecast/notifier/ReadmeTranslationCacheTest.java");
        String readme = Files.readString(Path.of("../README.md"));
        String section = readme.substring(readme.indexOf("`TranslationCache`"), readme.indexOf("## Try it"));
        List<String> example = ReadmeExampleTest.lines(section).stream()
                .dropWhile(line -> !line.equals("```java"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .toList();

        assertThat(example).isNotEmpty();
        assertThat(example)
                .containsExactlyElementsOf(ReadmeExampleTest.shown(ReadmeExampleTest.lines(Files.readString(source))));
    }

    private static long lookUp(long address) {
        return address + 0x7f00_0000L;
    }
}
