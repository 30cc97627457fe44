package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.PublishedClasses.ALL;
import static io.rangecast.notifier.fixture.PublishedClasses.NOTIFIER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Classes that users do not see depend on each other in no circle; and only those that are named here know a face that
 * users see. These may get less, and never more: see docs/architecture.md.
 */
class KnotsTest {
    /** What users see, and the classes behind it that know it all the same. */
    private static final Map<String, Set<String>> KNOWN_FACES = Map.of(
            "Invalidator",
            Set.of(
                    "Areas",
                    "BatchStart",
                    "BatchWindows",
                    "InvalidatorPool",
                    "Rehearsal",
                    "RetirableBatch",
                    "RetirableRange",
                    "Retirement"),
            "Registration",
            Set.of(
                    "FailedListener",
                    "NotifierList",
                    "NotifierRegistry",
                    "PageAgeCalls",
                    "Rehearsal",
                    "SharedNotifiers",
                    "WindowNotifiers"),
            "TranslationCache",
            Set.of(),
            "DerivedValue",
            Set.of(),
            "SubscriberAgent",
            Set.of());

    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Set<String>> faces = new TreeMap<>();

    KnotsTest() {
        for (JavaClass type : ALL) {
            if (type.getPackageName().equals(NOTIFIER) && !isSeen(type)) {
                Set<String> used = usedBy(type);
                uses.computeIfAbsent(nameOf(type), name -> new TreeSet<>()).addAll(used);
                for (String face : KNOWN_FACES.keySet()) {
                    if (used.contains(face)) {
                        faces.computeIfAbsent(face, name -> new TreeSet<>()).add(nameOf(type));
                    }
                }
            }
        }
        uses.values().forEach(used -> used.retainAll(uses.keySet()));
    }

    private static Set<String> usedBy(JavaClass type) {
        Set<String> used = new HashSet<>();
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            used.add(nameOf(dependency.getTargetClass()));
        }
        used.remove(nameOf(type));
        return used;
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(KnotsTest::outermost).orElse(type);
    }

    private static boolean isSeen(JavaClass type) {
        return outermost(type).getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static String nameOf(JavaClass type) {
        return outermost(type.getBaseComponentType()).getSimpleName();
    }

    @Test
    @DisplayName("no class that users do not see comes into a circle")
    void noClassComesIntoACircle() {
        assertThat(uses.keySet()).hasSizeGreaterThan(80).noneMatch(this::reachesItself);
    }

    @Test
    @DisplayName("no class that users do not see knows a face, but those that are named here")
    void noFaceIsKnownFromBehind() {
        KNOWN_FACES.forEach((face, known) ->
                assertThat(faces.getOrDefault(face, Set.of())).as(face).containsExactlyInAnyOrderElementsOf(known));
    }

    private boolean reachesItself(String name) {
        Set<String> reached = new HashSet<>();
        reach(name, reached);
        return reached.contains(name);
    }

    private void reach(String from, Set<String> reached) {
        for (String next : uses.get(from)) {
            if (reached.add(next)) {
                reach(next, reached);
            }
        }
    }
}
