package io.rangecast.rewrite;

import org.junit.jupiter.api.Test;

/** Which area a call gets. */
class AreaRulesTest implements ConversionTest {
    private static final ContextualInvalidation NEAREST =
            new ContextualInvalidation(null, null, null, null, null, true, null);

    @Test
    void theAreaWhoseSpaceIsPassedComesFirst() {
        converts("""
                    void call(Vma one, Vma other) {
                        Vma local = find();
                        range.init(one.space(), start, end);
                        range.init(local.space(), start, end);
                    }""", """
                    void call(Vma one, Vma other) {
                        Vma local = find();
                        range.init(InvalidationEvent.UNMAP, 0, one, one.space(), start, end);
                        range.init(InvalidationEvent.UNMAP, 0, local, local.space(), start, end);
                    }""");
    }

    @Test
    void onlyAPlainVariableIsTheOwnerOfTheSpace() {
        converts("""
                    record Fault(Vma vma) {}

                    Vma area;

                    void chain(Fault fault) {
                        range.init(fault.vma().space(), start, end);
                    }

                    void field() {
                        range.init(area.space(), start, end);
                        range.init(this.area.space(), start, end);
                        range.init(find().space(), start, end);
                    }""", """
                    record Fault(Vma vma) {}

                    Vma area;

                    void chain(Fault fault) {
                        range.init(InvalidationEvent.UNMAP, 0, null, fault.vma().space(), start, end);
                    }

                    void field() {
                        range.init(InvalidationEvent.UNMAP, 0, area, area.space(), start, end);
                        range.init(InvalidationEvent.UNMAP, 0, null, this.area.space(), start, end);
                        range.init(InvalidationEvent.UNMAP, 0, null, find().space(), start, end);
                    }""");
    }

    @Test
    void theParameterComesBeforeTheFirstLocal() {
        converts("""
                    void call(long address, Vma vma) {
                        Vma local = find();
                        range.init(space, start, end);
                    }

                    Caller(Vma vma) {
                        range.init(space, start, end);
                    }""", """
                    void call(long address, Vma vma) {
                        Vma local = find();
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }

                    Caller(Vma vma) {
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }""");
    }

    @Test
    void ofTwoParametersNoneIsChosen() {
        converts("""
                    void call(Vma from, Vma to) {
                        range.init(space, start, end);
                        range.init(
                                find().space(), start, end);
                    }""", """
                    void call(Vma from, Vma to) {
                        range.init(/* rangecast: more than one area in reach, from and to; pass the one that changes */ space, start, end);
                        range.init(
                                /* rangecast: more than one area in reach, from and to; pass the one that changes */ find().space(), start, end);
                    }""");
    }

    @Test
    void arraysListsAndOtherTypesAreNoAreas() {
        converts("""
                    void call(Vma[] array, List<Vma> list, Object vma, Vma... more) {
                        range.init(space, start, end);
                    }""", """
                    void call(Vma[] array, List<Vma> list, Object vma, Vma... more) {
                        range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                    }""");
    }

    @Test
    void theLocalOfTheFirstStatementIsPassedIfItIsAssigned() {
        converts("""
                    void initialised() {
                        Vma vma = find();
                        range.init(space, start, end);
                    }

                    void assignedLater() {
                        Vma vma;
                        for (vma = find(); vma != null; vma = find()) {
                            range.init(space, start, end);
                        }
                    }

                    void notYet() {
                        Vma vma;
                        range.init(space, start, end);
                        vma = find();
                    }

                    void inItsOwnInitialiser() {
                        Vma vma = range.init(space, start, end) == null ? null : find();
                    }""", """
                    void initialised() {
                        Vma vma = find();
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }

                    void assignedLater() {
                        Vma vma;
                        for (vma = find(); vma != null; vma = find()) {
                            range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                        }
                    }

                    void notYet() {
                        Vma vma;
                        range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        vma = find();
                    }

                    void inItsOwnInitialiser() {
                        Vma vma = range.init(InvalidationEvent.UNMAP, 0, null, space, start, end) == null ? null : find();
                    }""");
    }

    @Test
    void otherLocalsAreNotPassed() {
        converts("""
                    void call() {
                        long length = end - start;
                        Vma vma = find();
                        range.init(space, start, end);
                    }""", """
                    void call() {
                        long length = end - start;
                        Vma vma = find();
                        range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                    }""");
    }

    @Test
    void ofTwoLocalsOfTheFirstStatementNoneIsChosen() {
        converts("""
                    void both() {
                        Vma vma = find(), next = find();
                        range.init(space, start, end);
                    }

                    void one() {
                        Vma vma = find(), next;
                        range.init(space, start, end);
                    }""", """
                    void both() {
                        Vma vma = find(), next = find();
                        range.init(/* rangecast: more than one area in reach, vma and next; pass the one that changes */ space, start, end);
                    }

                    void one() {
                        Vma vma = find(), next;
                        range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                    }""");
    }

    @Test
    void theNearestLocalIsPassedOnRequest() {
        converts(NEAREST, """
                    void nearest(List<Vma> areas) {
                        long length = end - start;
                        Vma outer = find();
                        range.init(space, start, end);
                        for (Vma each : areas) {
                            range.init(space, start, end);
                            Vma inner;
                            range.init(space, start, end);
                            inner = each;
                            range.init(space, start, end);
                        }
                        for (Vma each = find(); each != null; each = find()) {
                            range.init(space, start, end);
                        }
                        range.init(space, start, end);
                        Vma later = find();
                    }

                    void inSwitch(int kind) {
                        switch (kind) {
                            case 1:
                                Vma vma = find();
                                range.init(space, start, end);
                                break;
                            default:
                                range.init(space, start, end);
                        }
                    }""", """
                    void nearest(List<Vma> areas) {
                        long length = end - start;
                        Vma outer = find();
                        range.init(InvalidationEvent.UNMAP, 0, outer, space, start, end);
                        for (Vma each : areas) {
                            range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);
                            Vma inner;
                            range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);
                            inner = each;
                            range.init(InvalidationEvent.UNMAP, 0, inner, space, start, end);
                        }
                        for (Vma each = find(); each != null; each = find()) {
                            range.init(InvalidationEvent.UNMAP, 0, each, space, start, end);
                        }
                        range.init(InvalidationEvent.UNMAP, 0, outer, space, start, end);
                        Vma later = find();
                    }

                    void inSwitch(int kind) {
                        switch (kind) {
                            case 1:
                                Vma vma = find();
                                range.init(InvalidationEvent.UNMAP, 0, vma, space, start, end);
                                break;
                            default:
                                range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
                        }
                    }""");
    }
}
