package io.rangecast.rewrite;

import static org.openrewrite.java.Assertions.java;

import org.junit.jupiter.api.Test;

/** What happens to comments, formatting, imports and names. */
class SourceTextTest implements ConversionTest {
    private static final ContextualInvalidation RECIPE = new ContextualInvalidation();

    @Test
    void commentsAndLineBreaksStay() {
        converts("""
                    void call(Vma vma) {
                        // before
                        range
                                // the range
                                .init( /* space */ space /* , */, // start
                                        start, end /* end */); // behind
                        range.init(
                                space,
                                start,
                                end);
                        range.init(
                                space, start, end);
                        range.init( // why
                                space, start, end);
                    }""", """
                    void call(Vma vma) {
                        // before
                        range
                                // the range
                                .init( InvalidationEvent.UNMAP, 0, vma, /* space */ space /* , */, // start
                                        start, end /* end */); // behind
                        range.init(
                                InvalidationEvent.UNMAP, 0, vma,
                                space,
                                start,
                                end);
                        range.init(
                                InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        range.init( InvalidationEvent.UNMAP, 0, vma, // why
                                space, start, end);
                    }""");
    }

    @Test
    void theEventIsImportedAmongItsPackageAndNoImportIsTouched() {
        convertsFile(RECIPE, """
                package com.acme;

                import java.util.List;
                import io.rangecast.notifier.AddressSpace;
                import io.rangecast.notifier.Invalidation;
                import io.rangecast.notifier.InvalidationRange;
                import io.rangecast.notifier.Invalidator;
                import io.rangecast.notifier.Vma;

                import static java.util.Objects.requireNonNull;

                class Caller {
                    void call(InvalidationRange range, AddressSpace space) {
                        range.init(space, 0, 1);
                    }
                }
                """, """
                package com.acme;

                import java.util.List;
                import io.rangecast.notifier.AddressSpace;
                import io.rangecast.notifier.Invalidation;
                import io.rangecast.notifier.InvalidationEvent;
                import io.rangecast.notifier.InvalidationRange;
                import io.rangecast.notifier.Invalidator;
                import io.rangecast.notifier.Vma;

                import static java.util.Objects.requireNonNull;

                class Caller {
                    void call(InvalidationRange range, AddressSpace space) {
                        range.init(InvalidationEvent.UNMAP, 0, null, space, 0, 1);
                    }
                }
                """);
    }

    @Test
    void aFirstImportKeepsWhatStandsAboveIt() {
        convertsFile(RECIPE, """
                /* licence */
                package com.acme;

                // the range
                import io.rangecast.notifier.InvalidationRange;

                class Caller {
                    void call(InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                    }
                }
                """, """
                /* licence */
                package com.acme;

                // the range
                import io.rangecast.notifier.InvalidationEvent;
                import io.rangecast.notifier.InvalidationRange;

                class Caller {
                    void call(InvalidationRange range) {
                        range.init(InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                    }
                }
                """);
    }

    @Test
    void aFileWithoutImportsOrWithoutAPackageGetsOne() {
        convertsFile(RECIPE, """
                package com.acme;

                class Caller {
                    void call(io.rangecast.notifier.InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                    }
                }
                """, """
                package com.acme;

                import io.rangecast.notifier.InvalidationEvent;

                class Caller {
                    void call(io.rangecast.notifier.InvalidationRange range) {
                        range.init(InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                    }
                }
                """);
        convertsFile(RECIPE, """
                class Caller {
                    void call(io.rangecast.notifier.InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                    }
                }
                """, """
                import io.rangecast.notifier.InvalidationEvent;

                class Caller {
                    void call(io.rangecast.notifier.InvalidationRange range) {
                        range.init(InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                    }
                }
                """);
    }

    @Test
    void anEventOfTheSameNameKeepsItsName() {
        String other = "package com.other; public enum InvalidationEvent { UNMAP }";
        convertsFile(RECIPE, """
                package com.acme;

                import com.other.InvalidationEvent;
                import io.rangecast.notifier.InvalidationRange;

                class Caller {
                    InvalidationEvent call(InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                        return InvalidationEvent.UNMAP;
                    }
                }
                """, """
                package com.acme;

                import com.other.InvalidationEvent;
                import io.rangecast.notifier.InvalidationRange;

                class Caller {
                    InvalidationEvent call(InvalidationRange range) {
                        range.init(io.rangecast.notifier.InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                        return InvalidationEvent.UNMAP;
                    }
                }
                """, other);
        converts("""
                    static class Inner {
                        enum InvalidationEvent { UNMAP }

                        void call(InvalidationRange range) {
                            range.init(range.space(), 0, 1);
                        }
                    }""", """
                    static class Inner {
                        enum InvalidationEvent { UNMAP }

                        void call(InvalidationRange range) {
                            range.init(io.rangecast.notifier.InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                        }
                    }""");
    }

    @Test
    void anEventOfTheSamePackageIsHiddenByTheImport() {
        convertsFile(RECIPE, """
                package com.acme;

                import io.rangecast.notifier.*;

                class Caller {
                    void call(InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                    }
                }
                """, """
                package com.acme;

                import io.rangecast.notifier.*;
                import io.rangecast.notifier.InvalidationEvent;

                class Caller {
                    void call(InvalidationRange range) {
                        range.init(InvalidationEvent.UNMAP, 0, null, range.space(), 0, 1);
                    }
                }
                """, "package com.acme; enum InvalidationEvent { OTHER }");
    }

    @Test
    void windowsLineEndsStay() {
        String before = """
                package com.acme;

                import io.rangecast.notifier.InvalidationRange;

                class Caller {
                    void call(InvalidationRange range) {
                        range.init(range.space(), 0, 1);
                    }
                }
                """;
        String after = before.replace("import io", "import io.rangecast.notifier.InvalidationEvent;\nimport io")
                .replace("init(", "init(InvalidationEvent.UNMAP, 0, null, ");
        rewriteRun(java(before.replace("\n", "\r\n"), after.replace("\n", "\r\n")));
    }

    @Test
    void otherCallsStay() {
        converts("""
                    void init(AddressSpace space, long start, long end) {}

                    void call(Vma vma) {
                        init(space, start, end);
                        this.init(space, start, end);
                        range.init(InvalidationEvent.CLEAR, 0, vma, space, start, end);
                        range.initOwner(InvalidationEvent.CLEAR, 0, vma, space, start, end, 7);
                    }""", """
                    void init(AddressSpace space, long start, long end) {}

                    void call(Vma vma) {
                        init(space, start, end);
                        this.init(space, start, end);
                        range.init(InvalidationEvent.CLEAR, 0, vma, space, start, end);
                        range.initOwner(InvalidationEvent.CLEAR, 0, vma, space, start, end, 7);
                    }""");
    }
}
