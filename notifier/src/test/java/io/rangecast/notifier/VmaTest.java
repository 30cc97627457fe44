package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An area of a manager that keeps its own map is made step by step, as each number has a name. */
class VmaTest {
    private final AddressSpace space = new AddressSpace();

    @Test
    @DisplayName("an area has what it was given, and else nothing")
    void anAreaHasWhatItWasGiven() {
        Vma bare = Vma.of(space, 0x1000, -1);
        assertThat(bare.space()).isSameAs(space);
        assertThat(bare.start()).isEqualTo(0x1000);
        assertThat(bare.end()).isEqualTo(-1);
        assertThat(bare.id()).isZero();
        assertThat(bare.generation()).as("it has no name").isZero();
        assertThat(bare.protection() | bare.flags()).isZero();
        assertThat(bare.tag()).isNull();

        Vma full = bare.withId(7)
                .withGeneration(8)
                .withProtection(Vma.READ)
                .withFlags(9)
                .withTag("tag")
                .slice(0x1000, 0x2000);
        assertThat(full).hasToString("[0x1000,0x2000) area 0x7 generation 0x8");
        assertThat(full.space()).isSameAs(space);
        assertThat(full.isReadable()).isTrue();
        assertThat(full.flags()).isEqualTo(9);
        assertThat(full.tag()).isEqualTo("tag");
        assertThat(full.withTag(null).tag()).isNull();
    }

    @Test
    @DisplayName("two areas without a name are never taken for one, though nothing tells them apart")
    void twoAreasWithoutANameAreNeverTakenForOne() {
        Vma low = Vma.of(space, 0x1000, 0x2000).withProtection(Vma.READ);
        Vma high = Vma.of(space, 0x2000, 0x3000).withProtection(Vma.READ);
        assertThat(low.join(high)).isNull();
        assertThat(low.withId(1).generation()).isEqualTo(1);
        assertThat(low.withId(1).join(high.withId(1))).hasToString("[0x1000,0x3000) area 0x1 generation 0x1");

        TranslationCache cache = TranslationCache.withSubscriber("cache", space, 16, 0x1000);
        Subscription pages = space.subscribe(0, 0x4000, cache.subscriber());
        cache.subscriber().attach();
        assertThat(cache.fill(pages, pages.readBegin(), 0x1000, 0x71000, low)).isTrue();
        Invalidator producer = space.newInvalidator("producer", 0);
        InvalidationRange range = new InvalidationRange();
        producer.publish(range.init(InvalidationEvent.PROTECTION_VMA, 0, high, space, 0x1000, 0x3000));
        cache.subscriber().poll(1);
        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
        producer.invalidateRangeEnd(range);
    }

    @Test
    void anEmptyRangeAndAnUnknownProtectionAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vma.of(space, 1, 1))
                .withMessageContaining("0x1");
        Vma area = Vma.of(space, 0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> area.withProtection(8))
                .withMessageContaining("0x8");
    }
}
