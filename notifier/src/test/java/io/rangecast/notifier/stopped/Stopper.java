package io.rangecast.notifier.stopped;

import com.sun.jdi.Location;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.request.EventRequest;
import io.rangecast.notifier.debugger.Debuggee;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The debugger of a {@link StoppedProgram}: stops one thread at one line and sees whether the others go on. */
final class Stopper implements AutoCloseable {
    private static final long REACHES_MILLIS = 200;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("patience.seconds", 20));
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int ENOUGH = 40;
    private static final int TURNS_TO_GO_ON = 2;
    private static final long STANDS_MILLIS = 40;

    /** Who waits and has more than this part of a processor does not sleep. */
    private static final int BURNS = 10;

    private static final int LOOKS = 3;

    private final Debuggee program =
            new Debuggee(StoppedProgram.class, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    Stopper() throws IOException, InterruptedException {
        program.nextMeeting().resume();
        assertNoFailure();
    }

    private void assertNoFailure() {
        String failure = program.string("failure");
        if (!failure.isEmpty()) {
            throw new AssertionError(failure);
        }
    }

    /**
     * The lines of the library that each thread comes by.
     *
     * @param most how many lines to look at, chosen by chance
     */
    Map<Role, Set<Location>> lines(int most, Random random) throws InterruptedException {
        Map<ThreadReference, Role> roles = new HashMap<>();
        Map<Role, Set<Location>> lines = new EnumMap<>(Role.class);
        Map<EventRequest, Integer> watched = new HashMap<>();
        program.whileItStands(() -> {
            for (Role role : Role.values()) {
                roles.put(program.thread(role.name()), role);
                lines.put(role, new LinkedHashSet<>());
            }
            List<Location> all = new ArrayList<>();
            program.methods(Debuggee::isLibrary).forEach(method -> all.addAll(Debuggee.linesOf(method)));
            Collections.shuffle(all, random);
            for (Location line : all.subList(0, Math.min(most, all.size()))) {
                watched.put(program.watch(line), 0);
            }
        });
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < WATCHED_NANOS) {
            Debuggee.Stop passing = program.next(10);
            Role role = passing == null ? null : roles.get(passing.thread());
            if (role != null) {
                lines.get(role).add(passing.location());
                if (watched.merge(passing.request(), 1, Integer::sum) == ENOUGH) { // or it hides what comes seldom
                    program.remove(passing.request());
                }
            }
        }
        program.whileItStands(() -> watched.forEach((request, times) -> {
            if (times < ENOUGH) {
                program.remove(request);
            }
        }));
        while (program.next(10) != null) {
            // the last of them
        }
        assertNoFailure();
        return lines;
    }

    /** What is wrong while a thread stands at a line; empty if nothing is, null if it does not come there. */
    String stop(Role role, Location line) throws InterruptedException {
        ThreadReference thread = program.thread(role.name());
        EventRequest there = program.stopAt(line, thread, 1);
        Debuggee.Stop at = program.next(REACHES_MILLIS);
        program.remove(there);
        if (at == null) {
            at = program.next(1); // it has come just now
        }
        if (at == null) {
            return null;
        }
        String wrong = watchOthers(role);
        at.resume();
        String afterwards = goOn(EnumSet.allOf(Role.class));
        assertNoFailure();
        return wrong + (afterwards.isEmpty() ? "" : "; afterwards, " + afterwards);
    }

    private String watchOthers(Role stopped) throws InterruptedException {
        Set<Role> waiting = stopped.waiting();
        waiting.remove(stopped);
        Set<Role> others = EnumSet.complementOf(EnumSet.of(stopped));
        others.removeAll(waiting);
        String wrong = goOn(others);
        for (int i = 0; i < LOOKS && !waiting.isEmpty(); i++) {
            waiting.retainAll(burning());
        }
        return wrong + (waiting.isEmpty() ? "" : waiting + " burn processors");
    }

    /** Who takes no turn, and does not sleep either. The program's meter may be late, so one look proves nothing. */
    private Set<Role> burning() throws InterruptedException {
        long begun = System.nanoTime();
        long[] turnsBefore = program.longs("turns");
        long[] cpuBefore = program.longs("cpuNanos");
        Thread.sleep(STANDS_MILLIS);
        long[] turns = program.longs("turns");
        long[] cpu = program.longs("cpuNanos");
        long elapsed = System.nanoTime() - begun;
        Set<Role> burning = EnumSet.allOf(Role.class);
        burning.removeIf(role -> turns[role.ordinal()] != turnsBefore[role.ordinal()]
                || cpu[role.ordinal()] - cpuBefore[role.ordinal()] < elapsed / BURNS);
        return burning;
    }

    /** Who does not, in the time that this waits. */
    private String goOn(Set<Role> roles) throws InterruptedException {
        long[] before = program.longs("turns");
        Set<Role> left = EnumSet.copyOf(roles);
        long begun = System.nanoTime();
        while (!left.isEmpty() && System.nanoTime() - begun < PATIENCE_NANOS) {
            Thread.sleep(1);
            long[] now = program.longs("turns");
            left.removeIf(role -> now[role.ordinal()] >= before[role.ordinal()] + TURNS_TO_GO_ON);
        }
        return left.isEmpty() ? "" : left + " do not go on";
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
