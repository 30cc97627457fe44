package io.rangecast.rewrite;

import org.junit.jupiter.api.Test;

/** Calls in lambdas, inner classes, switches, initialisers: converted or marked, and always compiled. */
class NestedCodeTest implements ConversionTest {

    @Test
    void aLambdaPassesItsOwnAreaOrThatOfTheMethodAround() {
        converts("""
                    void call(Vma vma, List<Vma> areas) {
                        areas.forEach(each -> range.init(space, start, end));
                        areas.forEach((Vma each) -> {
                            range.init(space, start, end);
                        });
                        Runnable later = () -> {
                            Runnable nested = () -> range.init(space, start, end);
                        };
                        areas.forEach(each -> {
                            Runnable nested = () -> range.init(space, start, end);
                        });
                    }

                    void local() {
                        Vma vma = find();
                        Runnable later = () -> range.init(space, start, end);
                        Runnable own = () -> {
                            Vma inner = find();
                            range.init(space, start, end);
                        };
                    }""", """
                    void call(Vma vma, List<Vma> areas) {
                        areas.forEach(each -> range.init(InvalidationEvent.UNMAP, 0, each, space, start, end));
                        areas.forEach((Vma each) -> {
                            range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);
                        });
                        Runnable later = () -> {
                            Runnable nested = () -> range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        };
                        areas.forEach(each -> {
                            Runnable nested = () -> range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);
                        });
                    }

                    void local() {
                        Vma vma = find();
                        Runnable later = () -> range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        Runnable own = () -> {
                            Vma inner = find();
                            range.init(InvalidationEvent.UNMAP, 0, inner, space, start, end);
                        };
                    }""");
    }

    @Test
    void whatALambdaCannotCaptureIsMarked() {
        String mark = "/* rangecast: the lambda cannot capture the area vma, which is assigned again; pass a copy */ ";
        converts("""
                    void parameter(Vma vma) {
                        range.init(space, start, end);
                        Runnable later = () -> range.init(space, start, end);
                        vma = find();
                    }

                    void loop() {
                        for (Vma vma = find(); vma != null; vma = find()) {
                            Runnable later = () -> range.init(space, start, end);
                        }
                    }

                    void local() {
                        Vma vma = find();
                        vma = find();
                        Runnable later = () -> range.init(space, start, end);
                    }

                    void branches() {
                        Vma vma;
                        if (flag) {
                            vma = find();
                        } else {
                            vma = null;
                        }
                        Runnable later = () -> range.init(space, start, end);
                    }

                    void blank() {
                        Vma vma;
                        vma = find();
                        Runnable later = () -> range.init(space, start, end);
                    }""", """
                    void parameter(Vma vma) {
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        Runnable later = () -> range.init(%1$sspace, start, end);
                        vma = find();
                    }

                    void loop() {
                        for (Vma vma = find(); vma != null; vma = find()) {
                            Runnable later = () -> range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        }
                    }

                    void local() {
                        Vma vma = find();
                        vma = find();
                        Runnable later = () -> range.init(%1$sspace, start, end);
                    }

                    void branches() {
                        Vma vma;
                        if (flag) {
                            vma = find();
                        } else {
                            vma = null;
                        }
                        Runnable later = () -> range.init(%1$sspace, start, end);
                    }

                    void blank() {
                        Vma vma;
                        vma = find();
                        Runnable later = () -> range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }""".formatted(mark));
    }

    @Test
    void anOtherVariableOfTheSameNameIsAnother() {
        converts(new ContextualInvalidation(null, null, null, null, null, true, null), """
                    void call() {
                        {
                            Vma vma = find();
                            vma = find();
                        }
                        Vma vma;
                        Runnable before = () -> range.init(space, start, end);
                        vma = find();
                        Runnable after = () -> range.init(space, start, end);
                        Object other = new Object() {
                            Vma vma = find();

                            void change() {
                                vma = null;
                            }
                        };
                    }""", """
                    void call() {
                        {
                            Vma vma = find();
                            vma = find();
                        }
                        Vma vma;
                        Runnable before = () -> range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        vma = find();
                        Runnable after = () -> range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        Object other = new Object() {
                            Vma vma = find();

                            void change() {
                                vma = null;
                            }
                        };
                    }""");
    }

    @Test
    void aClassInsideAMethodHasALifeOfItsOwn() {
        converts("""
                    void call(Vma vma) {
                        Runnable anonymous = new Runnable() {
                            @Override
                            public void run() {
                                range.init(space, start, end);
                            }

                            void own(Vma other) {
                                range.init(space, start, end);
                            }
                        };
                        class Local {
                            InvalidationRange field = range.init(space, start, end);
                        }
                        Object argument = new Object[] {range.init(space, start, end)};
                        new ArrayList<>(List.of(range.init(space, start, end)));
                    }""", """
                    void call(Vma vma) {
                        Runnable anonymous = new Runnable() {
                            @Override
                            public void run() {
                                range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                            }

                            void own(Vma other) {
                                range.init(InvalidationEvent.UNMAP, 0, other, space, start, end);
                            }
                        };
                        class Local {
                            InvalidationRange field = range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        }
                        Object argument = new Object[] {range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end)};
                        new ArrayList<>(List.of(range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end)));
                    }""");
    }

    @Test
    void fieldsAndInitialisersPassWhatTheyHave() {
        converts("""
                    Vma area = find();
                    InvalidationRange field = new InvalidationRange().init(space, 0, 1);
                    InvalidationRange owned = new InvalidationRange().init(area.space(), 0, 1);
                    Consumer<Vma> lambda = each -> range.init(space, start, end);

                    {
                        Vma vma = find();
                        range.init(space, start, end);
                    }

                    static {
                        new InvalidationRange().init(new AddressSpace(), 0, 1);
                    }""", """
                    Vma area = find();
                    InvalidationRange field = new InvalidationRange().init(InvalidationEvent.UNMAP, 0, null, space, 0, 1);
                    InvalidationRange owned = new InvalidationRange().init(InvalidationEvent.UNMAP, 0, area, area.space(), 0, 1);
                    Consumer<Vma> lambda = each -> range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);

                    {
                        Vma vma = find();
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }

                    static {
                        new InvalidationRange().init(InvalidationEvent.UNMAP, 0, null, new AddressSpace(), 0, 1);
                    }""");
    }

    @Test
    void recordsEnumsAndInterfacesAreClassesToo() {
        converts("""
                    static final InvalidationRange RANGE = new InvalidationRange();

                    record Pair(Vma vma, AddressSpace of) {
                        Pair {
                            RANGE.init(of, 0, 1);
                        }

                        Pair(AddressSpace of) {
                            this(RANGE.init(of, 0, 1).vma(), of);
                        }
                    }

                    enum Kind {
                        ONE(RANGE.init(new AddressSpace(), 0, 1));

                        Kind(InvalidationRange range) {}
                    }

                    interface Face {
                        default void call(Vma vma, AddressSpace of) {
                            RANGE.init(of, 0, 1);
                        }
                    }""", """
                    static final InvalidationRange RANGE = new InvalidationRange();

                    record Pair(Vma vma, AddressSpace of) {
                        Pair {
                            RANGE.init(InvalidationEvent.UNMAP, 0, vma, of, 0, 1);
                        }

                        Pair(AddressSpace of) {
                            this(RANGE.init(InvalidationEvent.UNMAP, 0, null, of, 0, 1).vma(), of);
                        }
                    }

                    enum Kind {
                        ONE(RANGE.init(InvalidationEvent.UNMAP, 0, null, new AddressSpace(), 0, 1));

                        Kind(InvalidationRange range) {}
                    }

                    interface Face {
                        default void call(Vma vma, AddressSpace of) {
                            RANGE.init(InvalidationEvent.UNMAP, 0, vma, of, 0, 1);
                        }
                    }""");
    }

    @Test
    void switchExpressionsAndNestedCallsAreConverted() {
        converts("""
                    InvalidationRange call(Vma vma, int kind) {
                        InvalidationRange chosen = switch (kind) {
                            case 1 -> range.init(space, start, end);
                            case 2 -> {
                                range.init(space, start, end);
                                yield range;
                            }
                            default -> flag ? range.init(space, start, end) : null;
                        };
                        invalidator.invalidateRangeStart(range.init(space, range.init(space, start, end).start(), end));
                        return range.init(space, start, end);
                    }""", """
                    InvalidationRange call(Vma vma, int kind) {
                        InvalidationRange chosen = switch (kind) {
                            case 1 -> range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                            case 2 -> {
                                range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                                yield range;
                            }
                            default -> flag ? range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end) : null;
                        };
                        invalidator.invalidateRangeStart(range.init(InvalidationEvent.UNMAP, 0, vma, space, range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end).start(), end));
                        return range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }""");
    }

    @Test
    void methodReferencesAreMarked() {
        converts("""
                    interface Init {
                        InvalidationRange init(AddressSpace space, long start, long end);
                    }

                    void call(Vma vma) {
                        Init init = range::init;
                        init.init(space, start, end);
                    }""", """
                    interface Init {
                        InvalidationRange init(AddressSpace space, long start, long end);
                    }

                    void call(Vma vma) {
                        Init init = /* rangecast: a method reference passes no context; write a lambda */ range::init;
                        init.init(space, start, end);
                    }""");
    }
}
