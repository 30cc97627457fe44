package io.rangecast.notifier;

import static java.lang.reflect.Modifier.isFinal;
import static java.lang.reflect.Modifier.isProtected;
import static java.lang.reflect.Modifier.isPublic;
import static java.lang.reflect.Modifier.isStatic;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PublishedClasses;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API of both published modules, written down in {@code public-api.txt}: it changes only together with that
 * file, where a reviewer sees it.
 */
class PublicApiTest {
    private static final Path RECORDED = Path.of("src/test/resources/public-api.txt");
    private static final Path FOUND = Path.of("target/public-api.txt");

    @Test
    void isWhatIsWrittenDown() throws IOException {
        List<String> found = PublishedClasses.reflected()
                .filter(PublicApiTest::isSeen)
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(PublicApiTest::describe)
                .toList();
        Files.write(FOUND, found);

        assertThat(found)
                .as("the public API; if the change is meant, copy notifier/%s to notifier/%s", FOUND, RECORDED)
                .containsExactlyElementsOf(Files.readAllLines(RECORDED));
    }

    private static boolean isSeen(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return isPublic(type.getModifiers())
                && !type.getPackageName().endsWith(".internal") // exported to one module only
                && (outer == null || isSeen(outer));
    }

    private static boolean isSeen(Member member) {
        int modifiers = member.getModifiers();
        boolean inherited =
                isProtected(modifiers) && !isFinal(member.getDeclaringClass().getModifiers());
        return (isPublic(modifiers) || inherited) && !member.isSynthetic();
    }

    private static Stream<String> describe(Class<?> type) {
        List<String> members = new ArrayList<>();
        // What a type inherits from one that is not seen looks like its own.
        for (Class<?> from = type; from != null && (from == type || !isSeen(from)); from = from.getSuperclass()) {
            select(from.getDeclaredFields(), PublicApiTest::signature, members);
            select(from.getDeclaredConstructors(), Executable::toGenericString, members);
            select(from.getDeclaredMethods(), Executable::toGenericString, members);
            String owner = from.getName() + ".";
            members.replaceAll(member -> member.replace(owner, ""));
        }
        Stream<String> sorted = members.stream().map(member -> "    " + member).sorted();
        return Stream.concat(Stream.of(type.toGenericString() + supertypes(type)), sorted);
    }

    private static <M extends Member> void select(M[] from, Function<M, String> signature, List<String> to) {
        Stream.of(from).filter(PublicApiTest::isSeen).map(signature).forEach(to::add);
    }

    private static String supertypes(Class<?> type) {
        return Stream.concat(Stream.ofNullable(seenSuperclass(type)), Stream.of(type.getGenericInterfaces()))
                .map(each -> " : " + each.getTypeName())
                .collect(Collectors.joining());
    }

    /** What a user sees of it: the members of classes between are listed as its own. */
    private static Type seenSuperclass(Class<?> type) {
        Class<?> seen = type;
        while (seen.getSuperclass() != null && !isSeen(seen.getSuperclass())) {
            seen = seen.getSuperclass();
        }
        return seen.getGenericSuperclass();
    }

    private static String signature(Field field) {
        Object value = constant(field);
        return field.toGenericString() + (value == null ? "" : " = " + value);
    }

    /** What the compiler copies into its users, or the number of an enum's constant. */
    private static Object constant(Field field) {
        if (!isStatic(field.getModifiers()) || !isFinal(field.getModifiers())) {
            return null;
        }
        try {
            Object value = field.get(null);
            return value instanceof Enum<?> each ? each.ordinal() : value instanceof Number ? value : null;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
