package io.rangecast.rewrite;

import org.junit.jupiter.api.Test;

/** Reads and writes of the flag whether a range is blockable. */
class BlockableAccessorTest implements ConversionTest {
    private static final String API = """
            package com.acme;

            public class Range {
                public boolean blockable;

                public boolean isBlockable() {
                    return blockable;
                }

                public static boolean isBlockable(Range range) {
                    return range.blockable;
                }
            }
            """;
    private static final String HEAD = """
            package com.other;

            import com.acme.Range;
            import java.util.function.Predicate;

            class Driver {
            """;

    private void readsAndWrites(String before, String after) {
        convertsFile(new BlockableAccessor("com.acme.Range", null), HEAD + before + "}\n", HEAD + after + "}\n", API);
    }

    @Test
    void readsOfAParameterAskTheRange() {
        readsAndWrites("""
                    static class Special extends Range {}

                    boolean invalidate(Range range, Special special) {
                        if (!range.blockable || range . blockable == special.blockable) {
                            return /* why */ range.blockable;
                        }
                        Runnable later = () -> System.out.println(range.blockable);
                        return (range.blockable);
                    }

                    Predicate<Range> lambda = range -> range.blockable;
                """, """
                    static class Special extends Range {}

                    boolean invalidate(Range range, Special special) {
                        if (!range.isBlockable() || range . isBlockable() == special.isBlockable()) {
                            return /* why */ range.isBlockable();
                        }
                        Runnable later = () -> System.out.println(range.isBlockable());
                        return (range.isBlockable());
                    }

                    Predicate<Range> lambda = range -> range.isBlockable();
                """);
    }

    @Test
    void readsOfOtherVariablesStay() {
        String same = """
                    Range field = new Range();

                    boolean invalidate(Range range) {
                        Range local = range;
                        Object other = new Object() {
                            Range range = new Range();
                            boolean hidden = range.blockable;

                            boolean deep() {
                                Range range = new Range();
                                return range.blockable;
                            }
                        };
                        return local.blockable || field.blockable || this.field.blockable;
                    }

                    static class Elsewhere {
                        boolean blockable;
                    }

                    boolean unrelated(Elsewhere range) {
                        return range.blockable;
                    }
                """;
        readsAndWrites(same, same);
    }

    @Test
    void writesAreMarked() {
        String mark = "/* rangecast: whether a range is blockable is decided by the start that is called */ ";
        readsAndWrites("""
                    Range field = new Range();

                    void start(Range range, Range other) {
                        range.blockable = other.blockable;
                        (range.blockable) = true;
                        field.blockable |= range.blockable;
                        boolean both = range.blockable = true;
                    }
                """, """
                    Range field = new Range();

                    void start(Range range, Range other) {
                        %1$srange.blockable = other.isBlockable();
                        %1$s(range.blockable) = true;
                        %1$sfield.blockable |= range.isBlockable();
                        boolean both = %1$srange.blockable = true;
                    }
                """.formatted(mark));
    }

    @Test
    void anAccessorDoesNotComeToCallItself() {
        convertsFile(new BlockableAccessor("com.acme.Range", null), API, API);
    }
}
