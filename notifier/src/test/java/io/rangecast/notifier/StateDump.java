package io.rangecast.notifier;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What a watchdog says: where each thread is, and each word of the objects that the running test holds and of those that
 * they refer to, as far as they are ours. So it need not know which word it is that somebody waits for.
 */
final class StateDump {
    private static final String OURS = "io.rangecast.";
    private static final int MOST_OBJECTS = 300;
    private static final int MOST_ELEMENTS = 32;
    private static final Set<String> NOTHING = Set.of("null", "0", "false");

    /** The test that is running, as {@link Watchdog} knows. */
    static volatile Object test;

    private final Map<Object, String> names = new IdentityHashMap<>();
    private final Deque<Object> left = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();

    private StateDump() {}

    static AssertionError error(String message) {
        return new AssertionError(message + "\n" + now());
    }

    static String now() {
        StateDump dump = new StateDump();
        dump.addThreads();
        dump.addObjects(test);
        return dump.text.toString();
    }

    private void addThreads() {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            Object blocker = LockSupport.getBlocker(thread);
            text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
            text.append(blocker == null ? "" : " on " + nameOf(blocker)).append('\n');
            Arrays.stream(stack)
                    .forEach(frame -> text.append("    at ").append(frame).append('\n'));
        });
    }

    private void addObjects(Object first) {
        nameOf(first);
        for (int i = 0; i < MOST_OBJECTS && !left.isEmpty(); i++) {
            Object object = left.remove();
            text.append(names.get(object)).append(':');
            for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
                Arrays.stream(type.getDeclaredFields()).forEach(field -> addField(object, field));
            }
            text.append('\n');
        }
    }

    /** Bytes are padding. */
    private void addField(Object object, Field field) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType() == byte.class || field.isSynthetic()) {
            return;
        }
        text.append(' ').append(field.getName()).append('=');
        try {
            field.setAccessible(true);
            text.append(valueOf(field.get(object)));
        } catch (IllegalAccessException | RuntimeException e) {
            text.append(e);
        }
    }

    private String valueOf(Object value) {
        if (value instanceof AtomicReference<?> reference) {
            return valueOf(reference.get());
        } else if (value instanceof Thread thread) {
            return '"' + thread.getName() + '"';
        } else if (value instanceof Iterable<?> several) {
            return StreamSupport.stream(several.spliterator(), false)
                    .limit(MOST_ELEMENTS)
                    .map(this::valueOf)
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .filter(i -> !NOTHING.contains(String.valueOf(Array.get(value, i))))
                    .limit(MOST_ELEMENTS)
                    .mapToObj(i -> i + ": " + valueOf(Array.get(value, i)))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return nameOf(value);
    }

    /** Objects of ours get a number, and their fields a line. */
    private String nameOf(Object object) {
        if (object == null
                || object instanceof Enum<?>
                || !object.getClass().getName().startsWith(OURS)) {
            return String.valueOf(object);
        }
        return names.computeIfAbsent(object, found -> {
            left.add(found);
            return found.getClass().getSimpleName() + '#' + names.size();
        });
    }
}
