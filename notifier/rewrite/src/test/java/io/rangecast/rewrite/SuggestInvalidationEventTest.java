package io.rangecast.rewrite;

import org.junit.jupiter.api.Test;

/** Which event the operations in a window say. */
class SuggestInvalidationEventTest implements ConversionTest {
    private static final SuggestInvalidationEvent MARK = new SuggestInvalidationEvent();
    private static final SuggestInvalidationEvent APPLY = new SuggestInvalidationEvent("apply", null);

    /** A window over the range that is announced by a call, with an operation in it. */
    private static String window(String init, String operation) {
        return """
                void call(Vma vma, long to) {
                    %s;
                    invalidator.invalidateRangeStart(range);
                    try {
                        %s;
                    } finally {
                        invalidator.invalidateRangeEnd(range);
                    }
                }""".formatted(init, operation);
    }

    private static String init(String event) {
        return "range.init(InvalidationEvent." + event + ", 0, null, space, start, end)";
    }

    private static String marked(String event) {
        return init("UNMAP")
                .replace("(Inv", "(/* rangecast: what happens to the space in this window says " + event + " */ Inv");
    }

    private void says(String operation, String event) {
        converts(APPLY, window(init("UNMAP"), operation), window(init(event), operation));
        String seen = event.equals("UNMAP") ? init("UNMAP") : marked(event);
        converts(MARK, window(init("UNMAP"), operation), window(seen, operation));
    }

    @Test
    void discardProtectAndForkSayMoreThanUnmap() {
        says("space.discard(invalidator, start, end, null)", "CLEAR");
        says("space.protect(invalidator, start, end, Vma.READ, null)", "PROTECTION_VMA");
        says("AddressSpace child = space.fork(invalidator, each -> null)", "PROTECTION_PAGE");
        says("Runnable later = () -> space.discard(invalidator, start, end, null)", "CLEAR");
    }

    @Test
    void unmapAndMoveSayUnmapWhateverElseHappens() {
        says("space.unmap(invalidator, start, end, null)", "UNMAP");
        says("space.move(invalidator, start, end, to, to + end - start, null, null)", "UNMAP");
        says("space.discard(invalidator, start, end, null); space.unmap(invalidator, start, end, null)", "UNMAP");
        says("space.discard(invalidator, start, end, null); space.fork(invalidator, each -> null)", "UNMAP");
    }

    @Test
    void otherSpacesAndOtherMethodsSayNothing() {
        says("vma.space().discard(invalidator, start, end, null)", "UNMAP");
        says("space.find(start)", "UNMAP");
        says("new AddressSpace().discard(invalidator, start, end, null)", "UNMAP");
    }

    @Test
    void anEventThatWasChosenStays() {
        String chosen = window(init("MIGRATE"), "space.discard(invalidator, start, end, null)");
        converts(APPLY, chosen, chosen);
    }

    @Test
    void onlyTheWindowOfTheRangeCounts() {
        converts(APPLY, """
                    void call(InvalidationRange other) {
                        other.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        space.discard(invalidator, start, end, null);
                        range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        space.discard(invalidator, start, end, null);
                        invalidator.invalidateRangeStart(range);
                        invalidator.invalidateRangeEnd(range);
                        space.discard(invalidator, start, end, null);
                        other.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        invalidator.invalidateRangeStartNonblock(other);
                        invalidator.invalidateRangeEnd(range);
                        space.fork(invalidator, each -> null);
                        invalidator.invalidateRangeEnd(other);
                        space.discard(invalidator, start, end, null);
                    }""", """
                    void call(InvalidationRange other) {
                        other.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        space.discard(invalidator, start, end, null);
                        range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        space.discard(invalidator, start, end, null);
                        invalidator.invalidateRangeStart(range);
                        invalidator.invalidateRangeEnd(range);
                        space.discard(invalidator, start, end, null);
                        other.init(InvalidationEvent.PROTECTION_PAGE, 0, null, space, start, end);
                        invalidator.invalidateRangeStartNonblock(other);
                        invalidator.invalidateRangeEnd(range);
                        space.fork(invalidator, each -> null);
                        invalidator.invalidateRangeEnd(other);
                        space.discard(invalidator, start, end, null);
                    }""");
    }

    @Test
    void theRangeIsFoundHoweverItIsMade() {
        converts(APPLY, """
                    void call(Vma vma) {
                        invalidator.invalidateRangeStart(range.init(InvalidationEvent.UNMAP, 0, vma, vma.space(), start, end));
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(range);
                        InvalidationRange fresh = new InvalidationRange().init(InvalidationEvent.UNMAP, 0, vma, vma.space(), start, end);
                        invalidator.invalidateRangeStart(fresh);
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(fresh);
                        this.range = new InvalidationRange().init(InvalidationEvent.UNMAP, 0, vma, vma.space(), start, end);
                        invalidator.invalidateRangeStart(this.range);
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(this.range);
                    }""", """
                    void call(Vma vma) {
                        invalidator.invalidateRangeStart(range.init(InvalidationEvent.CLEAR, 0, vma, vma.space(), start, end));
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(range);
                        InvalidationRange fresh = new InvalidationRange().init(InvalidationEvent.CLEAR, 0, vma, vma.space(), start, end);
                        invalidator.invalidateRangeStart(fresh);
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(fresh);
                        this.range = new InvalidationRange().init(InvalidationEvent.CLEAR, 0, vma, vma.space(), start, end);
                        invalidator.invalidateRangeStart(this.range);
                        vma.space().discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(this.range);
                    }""");
    }

    @Test
    void theNewProtectionIsAskedForWhereTheAreaMayHaveTheOld() {
        String protect = "space.protect(invalidator, start, end, 0, null)";
        String old = "range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end)";
        converts(
                MARK,
                window(old, protect),
                window(
                        old.replace(
                                "(Inv",
                                "(/* rangecast: what happens to the space in this window says PROTECTION_VMA,"
                                        + " with the area in its new protection */ Inv"),
                        protect));
        converts(
                APPLY,
                window(old, protect),
                window(
                        old.replace("UNMAP", "PROTECTION_VMA")
                                .replace(
                                        " vma",
                                        " /* rangecast: PROTECTION_VMA wants the area in its new protection */ vma"),
                        protect));
        converts(
                APPLY,
                window(old.replace("vma", "vma.withProtection(0)"), protect),
                window(old.replace("vma", "vma.withProtection(0)").replace("UNMAP", "PROTECTION_VMA"), protect));
    }

    @Test
    void aStaticallyImportedEventIsNamedByItsClass() {
        String before = """
                package com.acme;

                import static io.rangecast.notifier.InvalidationEvent.UNMAP;

                import io.rangecast.notifier.AddressSpace;
                import io.rangecast.notifier.InvalidationRange;
                import io.rangecast.notifier.Invalidator;

                class Caller {
                    void call(InvalidationRange range, AddressSpace space, Invalidator invalidator) {
                        range.init(UNMAP, 0, null, space, 0, 1);
                        invalidator.invalidateRangeStart(range);
                        space.discard(invalidator, 0, 1, null);
                    }
                }
                """;
        convertsFile(
                APPLY,
                before,
                before.replace("(UNMAP", "(InvalidationEvent.CLEAR")
                        .replace(
                                "import io.rangecast.notifier.InvalidationRange",
                                "import io.rangecast.notifier.InvalidationEvent;\n"
                                        + "import io.rangecast.notifier.InvalidationRange"));
    }
}
