package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PublishedClasses;
import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.AreaSnapshot;
import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import io.rangecast.ranges.RangeSet;
import io.rangecast.records.SpscRecordRing;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every public constructor and method, with null for each argument in turn, all others being fine. */
class NullArgumentTest {
    private static final AddressSpace SPACE = new AddressSpace().laggardPolicy(LaggardPolicy.abortAfter(0));
    private static final Invalidator INVALIDATOR = SPACE.newInvalidator("producer", 0);
    private static final Subscriber SUBSCRIBER = new Subscriber("subscriber", record -> {});
    private static final ReaderGroup GROUP = new ReaderGroup("group");
    private static final Vma AREA = SPACE.map(INVALIDATOR, 0x1000, 0x9000, Vma.READ, 0, null, MemoryChange.NONE);

    /** Where null means something, as the Javadoc says. By method and type of the argument. */
    private static final Set<String> MEANINGFUL = Set.of(
            "AddressSpace.map Object", // no tag
            "AddressSpace.move Object",
            "InvalidationBatch.init Vma", // no area
            "InvalidationBatch.initOwner Vma",
            "InvalidationRange.init Vma",
            "InvalidationRange.initOwner Vma",
            "TranslationCache.fill Vma",
            "TranslationCache.fillRange Interval",
            "TranslationCache.fillRange Vma",
            "Vma.withTag Object");

    private final Map<Class<?>, Object> values = new HashMap<>();

    private <T> void value(Class<T> type, T value) {
        values.put(type, value);
    }

    private void values() {
        value(AddressSpace.class, SPACE);
        value(Invalidator.class, INVALIDATOR);
        value(InvalidationRange.class, new InvalidationRange().init(SPACE, 0x1000, 0x2000));
        value(InvalidationBatch.class, new InvalidationBatch(4).init(InvalidationEvent.CLEAR, 0, null, SPACE));
        value(InvalidationEvent.class, InvalidationEvent.CLEAR);
        value(Subscriber.class, SUBSCRIBER);
        value(SubscriberAgent.class, new SubscriberAgent(SUBSCRIBER, 1));
        value(Subscription.class, SPACE.subscribe(0x1000, 0x1000, SUBSCRIBER));
        value(ReaderGroup.class, GROUP);
        value(TranslationCache.class, new TranslationCache(SPACE, 16, 0x1000));
        value(InvalidationRecord.class, new InvalidationRecord());
        value(DerivedValue.class, new DerivedValue<>(() -> "value", value -> {}));
        value(Vma.class, AREA);
        value(Notifier.class, new Notifier() {});
        value(IntervalNotifier.class, (subscription, invalidation) -> true);
        value(RecordHandler.class, record -> {});
        value(MemoryChange.class, MemoryChange.NONE);
        value(InvalidationErrorHandler.class, (error, invalidation, source) -> {});
        value(Interval.class, AREA);
        value(IntervalTree.class, new IntervalTree<>());
        value(AreaMap.class, new AreaMap<Interval>((area, start, end) -> new Interval(start, end)));
        value(AreaMap.Slicer.class, (area, start, end) -> area);
        value(AreaMap.Joiner.class, (lower, upper) -> null);
        value(AreaSnapshot.class, SPACE.areas());
        value(IntervalSnapshot.class, new IntervalTree<>().snapshot());
        value(RangeSet.class, new RangeSet(4));
        value(SpscRecordRing.class, new SpscRecordRing(4));
        value(IdleStrategy.class, YieldingIdleStrategy.INSTANCE);
        value(Class.class, Notifier.class);
        value(Supplier.class, () -> new Notifier() {});
        value(Consumer.class, any -> {});
        value(Function.class, Vma.class::cast);
        value(UnaryOperator.class, area -> area);
        value(Predicate.class, any -> true);
        value(Collection.class, List.of());
        value(Runnable.class, () -> {});
        value(Executor.class, Runnable::run);
        value(Duration.class, Duration.ZERO);
        value(Reclaimer.class, Reclaimer.REAPER);
        value(LaggardPolicy.class, LaggardPolicy.abortAfter(0));
        value(String.class, "text");
        value(Object.class, "tag");
    }

    @Test
    @DisplayName("null is refused by the name of the parameter, before anything happens, or has a meaning")
    void n11NullIsRefusedByTheNameOfTheParameter() {
        List<String> wrong = new ArrayList<>();
        List<String> tried = new ArrayList<>();
        publicTypes()
                .forEach(type -> Stream.concat(
                                Stream.of(type.getConstructors()),
                                Stream.of(type.getMethods()).filter(this::isOurs))
                        .forEach(call -> tryNulls(type, call, tried, wrong)));
        assertThat(wrong).isEmpty();
        assertThat(tried).hasSizeGreaterThan(50).containsAll(MEANINGFUL);
    }

    private static Stream<? extends Class<?>> publicTypes() {
        return PublishedClasses.reflected()
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .filter(type -> !type.getPackageName().endsWith(".internal")) // of modules beside this one
                .filter(type -> !type.isInterface() && !type.isEnum() && !type.isRecord())
                .filter(type -> !Throwable.class.isAssignableFrom(type));
    }

    private boolean isOurs(Method method) {
        return method.getDeclaringClass().getName().startsWith("io.rangecast.") && !method.isBridge();
    }

    private void tryNulls(Class<?> type, Executable call, List<String> tried, List<String> wrong) {
        for (int i = 0; i < call.getParameterCount(); i++) {
            Class<?> parameter = call.getParameterTypes()[i];
            if (!parameter.isPrimitive()) {
                String method = call instanceof Constructor ? "" : "." + call.getName();
                String what = type.getSimpleName() + method + " " + parameter.getSimpleName();
                tried.add(what);
                String answer = tryNull(type, call, i);
                if (!MEANINGFUL.contains(what) && !answer.matches("java.lang.NullPointerException: [a-zA-Z]+")) {
                    wrong.add(call.toGenericString() + ", argument " + i + ": " + answer);
                }
            }
        }
    }

    private String tryNull(Class<?> type, Executable call, int index) {
        values();
        Object[] arguments = new Object[call.getParameterCount()];
        long next = 0x1000;
        for (int i = 0; i < arguments.length; i++) {
            Class<?> parameter = call.getParameterTypes()[i];
            if (parameter == long.class) {
                arguments[i] = next;
                next += 0x1000;
            } else if (parameter == int.class) {
                arguments[i] = 4;
            } else if (i != index) {
                assertThat(values).as(call.toGenericString()).containsKey(parameter);
                arguments[i] = values.get(parameter);
            }
        }
        try {
            if (call instanceof Constructor<?> constructor) {
                return "made " + constructor.newInstance(arguments);
            }
            Object self = Modifier.isStatic(call.getModifiers()) ? null : values.get(type);
            assertThat(self != null || Modifier.isStatic(call.getModifiers()))
                    .as(call.toGenericString())
                    .isTrue();
            return "answered " + ((Method) call).invoke(self, arguments);
        } catch (InvocationTargetException e) {
            return e.getCause().toString();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(call.toGenericString(), e);
        }
    }
}
