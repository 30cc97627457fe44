package io.rangecast.notifier.debugger;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.ArrayReference;
import com.sun.jdi.BooleanValue;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Location;
import com.sun.jdi.LongValue;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program in a JVM of its own, and this thread its debugger. The two talk through static fields of the program's main
 * class, while a thread of it stands in the method {@code meet} of that class.
 */
public final class Debuggee implements AutoCloseable {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(Integer.getInteger("patience.seconds", 100));
    private static final String MEETING = "meet";

    private final Path output = Files.createTempFile("debuggee", ".out");
    private final Process process;
    private final VirtualMachine vm;
    private final Deque<Stop> stops = new ArrayDeque<>();
    private ClassType main;
    private EventRequest meeting;

    /** Starts the program, which runs until its first meeting. */
    public Debuggee(Class<?> mainClass, String... options) throws IOException, InterruptedException {
        ListeningConnector listening = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(connector -> connector.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = listening.defaultArguments();
        arguments.get("localAddress").setValue("127.0.0.1");
        String address;
        try {
            address = listening.startListening(arguments);
            String port = address.substring(address.lastIndexOf(':') + 1);
            process =
                    start(mainClass, "-agentlib:jdwp=transport=dt_socket,suspend=y,address=127.0.0.1:" + port, options);
            vm = listening.accept(arguments);
            listening.stopListening(arguments);
        } catch (com.sun.jdi.connect.IllegalConnectorArgumentsException e) {
            throw new IOException(e);
        }
        awaitMain(mainClass.getName());
    }

    private Process start(Class<?> mainClass, String agent, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(agent, "-cp", System.getProperty("java.class.path"), mainClass.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private void awaitMain(String name) throws InterruptedException {
        ClassPrepareRequest prepared = vm.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(name);
        prepared.enable();
        List<ReferenceType> found = List.of();
        while (found.isEmpty()) {
            EventSet set = vm.eventQueue().remove(PATIENCE_MILLIS);
            found = vm.classesByName(name);
            if (!found.isEmpty()) {
                main = (ClassType) found.get(0);
                meeting = breakpoint(entryOf(MEETING));
                meeting.enable();
            }
            set.resume();
        }
        vm.eventRequestManager().deleteEventRequest(prepared);
    }

    /** A thread that stands at a breakpoint, or has gone past one that stops nobody. */
    public final class Stop {
        private final EventSet set;
        private final LocatableEvent event;

        private Stop(EventSet set, LocatableEvent event) {
            this.set = set;
            this.event = event;
        }

        public boolean isMeeting() {
            return isAt(meeting);
        }

        public boolean isAt(EventRequest request) {
            return event.request().equals(request);
        }

        /** Whether a class is the library's own. */
        public static boolean isLibrary(ReferenceType type) {
            return type.name().matches("io\\.rangecast\\.(ranges|notifier)\\.[^.]*");
        }

        public EventRequest request() {
            return event.request();
        }

        public ThreadReference thread() {
            return event.thread();
        }

        public Location location() {
            return event.location();
        }

        public void resume() {
            set.resume();
        }
    }

    /** Waits for the next thread that comes to a breakpoint. */
    public Stop next() throws InterruptedException {
        Stop stop = next(PATIENCE_MILLIS);
        if (stop == null) {
            AssertionError stuck = new AssertionError("the program is stuck:\n" + stacks() + outputSoFar());
            process.destroyForcibly().onExit().join();
            throw stuck;
        }
        return stop;
    }

    /** Waits for a limited time for the next thread that comes to a breakpoint; null if none does. */
    public Stop next(long millis) throws InterruptedException {
        try {
            EventSet set = null;
            while (stops.isEmpty() && (set = vm.eventQueue().remove(millis)) != null) {
                for (Event event : set) {
                    if (event instanceof LocatableEvent) {
                        stops.add(new Stop(set, (LocatableEvent) event));
                    }
                }
            }
            return stops.poll();
        } catch (VMDisconnectedException gone) {
            throw new AssertionError("the program has ended:\n" + outputSoFar(), gone);
        }
    }

    /** Lets threads go until one comes to the meeting. */
    public Stop nextMeeting() throws InterruptedException {
        Stop stop = next();
        while (!stop.isMeeting()) {
            stop.resume();
            stop = next();
        }
        return stop;
    }

    /** Where a method of the main class begins. */
    public Location entryOf(String method) {
        return main.methodsByName(method).get(0).location();
    }

    /** Stops a thread each time that it comes there. */
    public EventRequest stopAt(Location location, ThreadReference thread) {
        BreakpointRequest request = breakpoint(location);
        request.addThreadFilter(thread);
        request.enable();
        return request;
    }

    /** Stops a thread when it comes there for so many times more. */
    public EventRequest stopAt(Location location, ThreadReference thread, int times) {
        BreakpointRequest request = breakpoint(location);
        request.addThreadFilter(thread);
        request.addCountFilter(times);
        request.enable();
        return request;
    }

    /** Tells of each instruction of some classes that a thread comes to. */
    public EventRequest watchInstructions(ThreadReference thread, String classes) {
        return stepByStep(thread, classes, EventRequest.SUSPEND_NONE);
    }

    /** Stops a thread at each instruction of some classes that it comes to. */
    public EventRequest stopAtInstructions(ThreadReference thread, String classes) {
        return stepByStep(thread, classes, EventRequest.SUSPEND_EVENT_THREAD);
    }

    private EventRequest stepByStep(ThreadReference thread, String classes, int policy) {
        StepRequest request =
                vm.eventRequestManager().createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_INTO);
        request.setSuspendPolicy(policy);
        request.addClassFilter(classes);
        request.enable();
        return request;
    }

    /** Tells of each thread that comes to a line, and stops none. */
    public EventRequest watch(Location line) {
        BreakpointRequest request = vm.eventRequestManager().createBreakpointRequest(line);
        request.setSuspendPolicy(EventRequest.SUSPEND_NONE);
        request.enable();
        return request;
    }

    private BreakpointRequest breakpoint(Location location) {
        BreakpointRequest request = vm.eventRequestManager().createBreakpointRequest(location);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        return request;
    }

    public void remove(EventRequest request) {
        vm.eventRequestManager().deleteEventRequest(request);
    }

    /** Lets the program stand meanwhile: it is asked a thousand things, each of which takes long beside its busy threads. */
    public void whileItStands(Runnable questions) {
        vm.suspend();
        try {
            questions.run();
        } finally {
            vm.resume();
        }
    }

    /** The methods with code of the classes that are loaded. */
    public List<Method> methods(Predicate<ReferenceType> ofClass) {
        List<Method> methods = new ArrayList<>();
        for (ReferenceType type : vm.allClasses()) {
            if (type.isPrepared() && ofClass.test(type)) {
                type.methods().stream()
                        .filter(method -> !method.isAbstract() && !method.isNative())
                        .forEach(methods::add);
            }
        }
        return methods;
    }

    /** Whether a class is the library's own. */
    public static boolean isLibrary(ReferenceType type) {
        return type.name().matches("io\\.rangecast\\.(ranges|notifier)\\.[^.]*");
    }

    /** The lines with code of a method. */
    public static List<Location> linesOf(Method method) {
        try {
            return method.allLineLocations();
        } catch (AbsentInformationException e) {
            return List.of();
        }
    }

    public ThreadReference thread(String name) {
        return vm.allThreads().stream()
                .filter(thread -> thread.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // ---- the fields of the main class

    public long[] longs(String field) {
        List<Value> values = ((ArrayReference) main.getValue(main.fieldByName(field))).getValues();
        return values.stream().mapToLong(value -> ((LongValue) value).value()).toArray();
    }

    public String string(String field) {
        Value value = main.getValue(main.fieldByName(field));
        return value == null ? null : ((StringReference) value).value();
    }

    public boolean isSet(String field) {
        return ((BooleanValue) main.getValue(main.fieldByName(field))).value();
    }

    public ObjectReference object(String field) {
        return (ObjectReference) main.getValue(main.fieldByName(field));
    }

    public void set(String field, String value) {
        set(field, vm.mirrorOf(value));
    }

    public void set(String field, boolean value) {
        set(field, vm.mirrorOf(value));
    }

    private void set(String field, Value value) {
        try {
            main.setValue(main.fieldByName(field), value);
        } catch (com.sun.jdi.InvalidTypeException | com.sun.jdi.ClassNotLoadedException e) {
            throw new IllegalArgumentException(field, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    // ---- reports

    /** Where a place is in the source. */
    public static String describe(Location location) {
        String type = location.declaringType().name();
        String source;
        try {
            source = location.sourceName();
        } catch (AbsentInformationException e) {
            source = "?";
        }
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + location.method().name() + "(" + source + ":" + location.lineNumber() + ")";
    }

    public String stacks() {
        StringBuilder all = new StringBuilder();
        vm.suspend();
        for (ThreadReference thread : vm.allThreads()) {
            all.append(thread.name()).append('\n');
            try {
                for (StackFrame frame : thread.frames()) {
                    all.append("    ").append(describe(frame.location())).append('\n');
                }
            } catch (IncompatibleThreadStateException e) {
                all.append("    ").append(e).append('\n');
            }
        }
        return all.toString();
    }

    private String outputSoFar() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(output);
    }
}
