package io.rangecast.notifier.struck;

import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.request.EventRequest;
import io.rangecast.notifier.debugger.Debuggee;
import io.rangecast.notifier.debugger.Instructions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The debugger of a {@link StruckProgram}: lets errors strike at chosen steps. */
final class Striker implements AutoCloseable {
    private final Debuggee program =
            new Debuggee(StruckProgram.class, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private Debuggee.Stop meeting = program.nextMeeting();

    Striker() throws IOException, InterruptedException {}

    private void run() throws InterruptedException {
        meeting.resume();
        meeting = program.nextMeeting();
    }

    /** The steps of a scenario, in their order, when nothing strikes; the next run is one of it. */
    List<Step> begin(Scenario scenario) throws InterruptedException {
        program.set("trial", scenario.name());
        run(); // it is prepared
        run(); // all its classes are loaded
        assertWell(scenario);
        List<Step> steps = countSteps();
        assertWell(scenario);
        return steps;
    }

    private List<Step> countSteps() throws InterruptedException {
        List<Step> steps = new ArrayList<>();
        Map<Location, Integer> times = new HashMap<>();
        Set<Location> places = new HashSet<>();
        Set<Method> known = new HashSet<>();
        EventRequest end = program.stopAt(program.entryOf("ran"), meeting.thread());
        EventRequest everyInstruction = program.watchInstructions(meeting.thread(), "io.rangecast.*");
        meeting.resume();
        Debuggee.Stop at = program.next();
        for (; !at.isAt(end); at = program.next()) {
            Location location = at.location();
            if (Debuggee.isLibrary(location.declaringType()) && known.add(location.method())) {
                places.addAll(Instructions.whereErrorsStrike(location.method()));
            }
            if (places.contains(location)) {
                steps.add(new Step(location, times.merge(location, 1, Integer::sum)));
            }
        }
        program.remove(everyInstruction);
        program.remove(end);
        at.resume();
        meeting = program.nextMeeting();
        return steps;
    }

    private void assertWell(Scenario scenario) {
        String answer = program.string("answer");
        if (!answer.isEmpty()) {
            throw new AssertionError(scenario + " fails though nothing has struck: " + answer);
        }
    }

    /** What is wrong afterwards; empty if nothing is, null if the step was not reached. */
    String strike(Step step, String error) throws InterruptedException {
        return strike(step, error, 0);
    }

    /**
     * The same, and strikes once more.
     *
     * @param second at which of the steps that come then, such as those that clean up, from 1; 0 for none
     */
    String strike(Step step, String error, int second) throws InterruptedException {
        EventRequest armed = program.stopAt(step.location(), meeting.thread(), step.times());
        EventRequest steps = null;
        meeting.resume();
        int stepsSince = 0;
        boolean struck = false;
        for (meeting = program.next(); !meeting.isMeeting(); meeting = program.next()) {
            if (!program.isSet("running")) {
                stepsSince = second; // it has come out
            } else if (!struck) {
                strike(error);
                struck = true;
                if (second > 0) {
                    steps = program.stopAtInstructions(meeting.thread(), "io.rangecast.notifier.*");
                }
            } else if (isStep(meeting.location()) && ++stepsSince == second) {
                program.set("struckAgain", true);
                strike(error);
            }
            if (steps != null && stepsSince == second) {
                program.remove(steps);
                steps = null;
            }
            meeting.resume();
        }
        program.remove(armed);
        return struck ? program.string("answer") : null;
    }

    private static boolean isStep(Location location) {
        return Debuggee.isLibrary(location.declaringType())
                && Instructions.whereErrorsStrike(location.method()).contains(location);
    }

    private void strike(String error) {
        program.set("struck", true);
        try {
            meeting.thread().stop(program.object(error));
        } catch (InvalidTypeException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False once it has been stuck. */
    boolean isAlive() {
        return program.isAlive();
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
