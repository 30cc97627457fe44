package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rangecast.notifier.Vma;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Passes once the pool says the area, and the event where its code says it. */
class PagePoolTest {
    private static final long PAGE = 0x1000;

    private final PagePool pool = new PagePool();
    private final Vma vma = pool.add(0, 4 * PAGE);
    private final List<String> heard = new ArrayList<>();

    PagePoolTest() {
        pool.space().subscribe(0, 4 * PAGE, (subscription, invalidation) -> {
            heard.add(invalidation.event() + (invalidation.vma() == vma ? " of the area" : ""));
            return true;
        });
    }

    @Test
    void evictionsNameTheArea() {
        pool.evict(vma);
        pool.evictFirst(vma, PAGE);
        pool.evictAt(PAGE, PAGE);
        pool.evictAnywhere(0, PAGE);

        assertEquals(List.of("UNMAP of the area", "UNMAP of the area", "UNMAP of the area", "UNMAP"), heard);
    }

    @Test
    void discardingIsNotUnmapping() {
        pool.discard(vma);

        assertEquals("CLEAR of the area", heard.get(0));
    }
}
