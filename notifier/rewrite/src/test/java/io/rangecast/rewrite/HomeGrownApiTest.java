package io.rangecast.rewrite;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openrewrite.config.CompositeRecipe;
import org.openrewrite.java.ChangeType;

/** Ranges, spaces and areas of a user's own. */
class HomeGrownApiTest implements ConversionTest {
    private static final String API = """
            package com.acme;

            public class Memory {
                public enum Event { UNMAP, DROP }

                public static class Space {}

                public static class Area {
                    public Space owner;

                    public Space space() {
                        return owner;
                    }
                }

                public static class Range {
                    public void prepare(Space space, long start, long end) {}

                    public void init(Event event, int flags, Area area, Space space, long start, long end) {
                        prepare(space, start, end);
                    }
                }

                public static class Logged extends Range {
                    @Override
                    public void prepare(Space space, long start, long end) {
                        super.prepare(space, start, end);
                    }
                }

                public static class Named extends Range {}

                public static void prepare(Range range, Space space, long start, long end) {}

                public static void init(
                        Range range, Event event, int flags, Area area, Space space, long start, long end) {}
            }
            """;

    private static ContextualInvalidation recipe(String method, String accessor, String... mapping) {
        return new ContextualInvalidation(
                method, "init", "com.acme.Memory$Area", "com.acme.Memory$Event", accessor, null, List.of(mapping));
    }

    private static ContextualInvalidation members() {
        return recipe(
                "com.acme.Memory.Range prepare(com.acme.Memory.Space, long, long)",
                "space",
                "com.other.Caller=DROP",
                "com.other.Caller#kept=UNMAP");
    }

    private static ContextualInvalidation statics() {
        return recipe("com.acme.Memory prepare(com.acme.Memory.Range, com.acme.Memory.Space, long, long)", "owner");
    }

    private static String caller(String members) {
        return """
            package com.other;

            import com.acme.Memory.Area;
            import com.acme.Memory.Logged;
            import com.acme.Memory.Named;
            import com.acme.Memory.Range;
            import com.acme.Memory.Space;

            class Caller {
            """ + members + "}\n";
    }

    @Test
    void anyMethodOfThatShapeIsConvertedOnSubclassesToo() {
        convertsFile(
                members(),
                caller("""
                            void call(Range range, Named named, Area area, Space space) {
                                range.prepare(space, 0, 1);
                                named.prepare(area.space(), 0, 1);
                            }

                            void kept(Range range, Space space) {
                                Runnable nested = new Runnable() {
                                    public void run() {
                                        range.prepare(space, 0, 1);
                                    }
                                };
                            }
                        """),
                caller("""
                            void call(Range range, Named named, Area area, Space space) {
                                range.init(Event.DROP, 0, area, space, 0, 1);
                                named.init(Event.DROP, 0, area, area.space(), 0, 1);
                            }

                            void kept(Range range, Space space) {
                                Runnable nested = new Runnable() {
                                    public void run() {
                                        range.init(Event.UNMAP, 0, null, space, 0, 1);
                                    }
                                };
                            }
                        """)
                        .replace(
                                "import com.acme.Memory.Log",
                                "import com.acme.Memory.Event;\nimport com.acme.Memory.Log"),
                API);
    }

    @Test
    void callsThatWouldMeanSomethingElseAreMarked() {
        String before = """
                    void call(Logged logged, Space space) {
                        logged.prepare(space, 0, 1);
                    }

                    static class Own extends Range {
                        @Override
                        public void init(
                                com.acme.Memory.Event event, int flags, Area area, Space space, long start, long end) {
                            prepare(space, start, end);
                        }

                        @Override
                        public void prepare(Space space, long start, long end) {
                            super.prepare(space, start, end);
                        }
                    }
                """;
        String mark = "/* rangecast: here prepare and init with context call each other; see that they stop */ ";
        convertsFile(
                members(),
                caller(before),
                caller(before.replace(" prepare(space, start", " prepare(" + mark + "space, start")
                        .replace("super.prepare(space", "super.prepare(" + mark + "space")
                        .replace(
                                "(space, 0, 1)",
                                "(/* rangecast: Memory.Logged overrides prepare, but not init with context,"
                                        + " which would be called instead */ space, 0, 1)")),
                API);
    }

    @Test
    void staticMethodsMayTakeTheRangeFirst() {
        convertsFile(statics(), """
                package com.other;

                import static com.acme.Memory.prepare;

                import com.acme.Memory;
                import com.acme.Memory.Area;
                import com.acme.Memory.Range;

                class Caller {
                    void call(Range range, Area area) {
                        prepare(range, area.owner, 0, 1);
                        Memory.prepare(range, area.owner, 0, 1);
                    }
                }
                """, """
                package com.other;

                import static com.acme.Memory.init;

                import com.acme.Memory;
                import com.acme.Memory.Area;
                import com.acme.Memory.Event;
                import com.acme.Memory.Range;

                class Caller {
                    void call(Range range, Area area) {
                        init(range, Event.UNMAP, 0, area, area.owner, 0, 1);
                        Memory.init(range, Event.UNMAP, 0, area, area.owner, 0, 1);
                    }
                }
                """, API);
    }

    @Test
    void aStaticImportIsNotMixedUpWithAMethodOfTheClass() {
        convertsFile(statics(), """
                package com.other;

                import static com.acme.Memory.prepare;

                import com.acme.Memory.Range;
                import com.acme.Memory.Space;

                class Caller {
                    void init() {}

                    void call(Range range, Space space) {
                        prepare(range, space, 0, 1);
                    }
                }
                """, """
                package com.other;

                import static com.acme.Memory.prepare;

                import com.acme.Memory.Range;
                import com.acme.Memory.Space;

                class Caller {
                    void init() {}

                    void call(Range range, Space space) {
                        prepare(range, /* rangecast: here init means another method; say whose is meant */ space, 0, 1);
                    }
                }
                """, API);
    }

    @Test
    void anUnqualifiedCallIsNotMixedUpWithAMethodOfAClassBetween() {
        String before = """
                    static class Own extends Range {
                        void call(Space space) {
                            prepare(space, 0, 1);
                        }

                        class Inner {
                            void init() {}

                            void call(Space space) {
                                prepare(space, 0, 1);
                            }
                        }

                        Object anonymous(Space space) {
                            return new Object() {
                                void init() {}

                                void call() {
                                    prepare(space, 0, 1);
                                }
                            };
                        }
                    }
                """;
        String mark = "/* rangecast: here init means another method; say whose is meant */ ";
        convertsFile(
                members(),
                caller(before),
                caller(before.replace("    prepare(space", "    prepare(" + mark + "space")
                                .replaceFirst("prepare\\(" + Pattern.quote(mark), "init(Event.DROP, 0, null, "))
                        .replace(
                                "import com.acme.Memory.Log",
                                "import com.acme.Memory.Event;\nimport com.acme.Memory.Log"),
                API);
    }

    @Test
    void typesMayBeChangedToRangecastsInTheSameRun() {
        String notifier = "io.rangecast.notifier.";
        convertsFile(
                new CompositeRecipe(List.of(
                        new ChangeType("com.acme.Memory$Range", notifier + "InvalidationRange", true),
                        new ChangeType("com.acme.Memory$Space", notifier + "AddressSpace", true),
                        new ChangeType("com.acme.Memory$Area", notifier + "Vma", true),
                        new ContextualInvalidation(
                                notifier + "InvalidationRange prepare(" + notifier + "AddressSpace, long, long)",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null))),
                """
                package com.other;

                import com.acme.Memory.Area;
                import com.acme.Memory.Range;

                class Caller {
                    void call(Range range, Area area) {
                        range.prepare(area.space(), 0, 1);
                    }
                }
                """,
                """
                package com.other;

                import io.rangecast.notifier.InvalidationEvent;
                import io.rangecast.notifier.InvalidationRange;
                import io.rangecast.notifier.Vma;

                class Caller {
                    void call(InvalidationRange range, Vma area) {
                        range.init(InvalidationEvent.UNMAP, 0, area, area.space(), 0, 1);
                    }
                }
                """,
                API);
    }
}
