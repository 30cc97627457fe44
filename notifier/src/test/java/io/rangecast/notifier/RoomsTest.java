package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.rangecast.notifier.fixture.PublishedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the tables of docs/architecture.md with the files of both published modules. */
class RoomsTest {
    /** As the page writes it: bold if public, with a star for several, as code in the rooms of ranges. */
    private static final Pattern NAME = Pattern.compile("(?:\\\\\\*)?[A-Z]\\w+(?:\\\\\\*)?");

    @Test
    void eachFileStandsInARoom() throws IOException {
        Predicate<String> named = named(Files.readString(Path.of("../docs/architecture.md")));
        Set<String> files = PublishedClasses.ALL.stream()
                .filter(type -> type.getEnclosingClass().isEmpty())
                .filter(RoomsTest::namesItsFile)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(files).hasSizeGreaterThan(100).allMatch(named);
    }

    private static boolean namesItsFile(JavaClass type) {
        return !type.getSimpleName().equals("package-info")
                && type.getSource()
                        .flatMap(source -> source.getFileName())
                        .filter(file -> file.equals(type.getSimpleName() + ".java"))
                        .isPresent();
    }

    private static Predicate<String> named(String page) {
        String names = NAME.matcher(page)
                .results()
                .map(MatchResult::group)
                .distinct()
                .map(name -> name.replace("\\*", "\\w*"))
                .collect(Collectors.joining("|"));
        return Pattern.compile(names).asMatchPredicate();
    }
}
