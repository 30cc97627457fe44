package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.RandomArguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.YieldingIdleStrategy;

/** Random calls of a memory manager, and those that concern a whole space. */
final class RandomSpaceCalls {
    private final RandomArguments random;
    private final CallJudge judge;
    private final AddressSpace[] spaces;
    private final Invalidator[] invalidators;
    private final List<Registration> registrations = new ArrayList<>();
    private final Set<AddressSpace> released = Collections.newSetFromMap(new IdentityHashMap<>());

    RandomSpaceCalls(RandomArguments random, CallJudge judge, AddressSpace[] spaces, Invalidator[] invalidators) {
        this.random = random;
        this.judge = judge;
        this.spaces = spaces;
        this.invalidators = invalidators;
    }

    AddressSpace any() {
        return random.any(spaces);
    }

    boolean isReleased(AddressSpace space) {
        return released.contains(space);
    }

    void changeAreas() {
        Invalidator invalidator = random.any(invalidators);
        AddressSpace space = invalidator.space();
        long start = random.address();
        long end = random.endOf(start);
        MemoryChange none = MemoryChange.NONE;
        judge.maybe("areas", () -> {
            switch (random.nextInt(8)) {
                case 0, 1 -> space.map(invalidator, start, end, random.nextInt(8), 0, null, none);
                case 2 -> space.unmap(invalidator, start, end, none);
                case 3 -> space.protect(invalidator, start, end, random.nextInt(8), none);
                case 4 -> space.discard(invalidator, start, end, none);
                case 5 -> space.migrate(invalidator, start, end, random.nextInt(2), none);
                case 6 ->
                    space.move(
                            invalidator, areaOver(space, start, end), random.address(), random.address(), null, none);
                default -> space.clearSoftDirty(invalidator, none);
            }
        });
    }

    /** Of an area that is mapped, if there is one; a part that may reach too far. */
    private static Vma areaOver(AddressSpace space, long start, long end) {
        Vma mapped = space.find(start);
        return mapped == null ? Vma.of(space, start, end) : mapped.slice(start, end);
    }

    void useSpace() {
        Invalidator invalidator = random.any(invalidators);
        AddressSpace space = any();
        switch (random.nextInt(23)) {
            case 0 -> {
                space.close();
                released.add(space);
            }
            case 1 ->
                judge.maybe("release", () -> {
                    space.release(invalidator, MemoryChange.NONE);
                    released.add(space);
                });
            case 2 ->
                judge.attempt("register", isReleased(space), () -> registrations.add(space.register(new Refusing())));
            case 3 -> registrations.forEach(Registration::close);
            case 4 -> space.reapQuarantine();
            case 5 ->
                assertThat(space.synchronizeAll(YieldingIdleStrategy.INSTANCE, 0))
                        .isIn(true, false);
            case 6 -> judge.maybe("fork", () -> space.fork(invalidator, Vma::tag));
            default -> space.counters();
        }
    }

    /** At times. */
    private final class Refusing implements Notifier {
        @Override
        public boolean invalidateRangeStart(Invalidation said) {
            said.start();
            return !random.onceIn(8);
        }
    }

    void endAll() {
        registrations.forEach(Registration::close);
        for (AddressSpace space : spaces) {
            assertThat(space.reapQuarantine()).isZero();
            space.close();
        }
    }

    void appendState(StringBuilder state) {
        for (AddressSpace space : spaces) {
            space.areas().forEach(area -> state.append(area) != null);
            state.append(space.counters().windows()).append(space.reapQuarantine());
        }
    }
}
