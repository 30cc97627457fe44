package io.rangecast.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.notifier.InvalidationEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openrewrite.Recipe;
import org.openrewrite.config.Environment;

/** What recipes accept, and how they are found. */
class OptionsTest implements ConversionTest {
    private static ContextualInvalidation mapping(String... entries) {
        return new ContextualInvalidation(null, null, null, null, null, null, List.of(entries));
    }

    private static void assertRefused(Recipe recipe, String message) {
        assertThat(recipe.validate().isInvalid()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(recipe::getVisitor).withMessageContaining(message);
    }

    @Test
    void theKnownEventsAreThoseOfRangecast() {
        assertThat(ContextualInvalidation.EVENTS)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(InvalidationEvent.values()).map(Enum::name).toList());
    }

    @Test
    void theInnermostEntryGivesTheEvent() {
        converts(
                mapping("com.acme.Caller=CLEAR", "com.acme.Caller#soft=SOFT_DIRTY", "com.acme.Caller$Inner=MIGRATE"),
                """
                    InvalidationRange field = range.init(space, start, end);

                    void soft() {
                        Runnable nested = () -> range.init(space, start, end);
                    }

                    class Inner {
                        void soft() {
                            range.init(space, start, end);
                        }
                    }""",
                """
                    InvalidationRange field = range.init(InvalidationEvent.CLEAR, 0, null, space, start, end);

                    void soft() {
                        Runnable nested = () -> range.init(InvalidationEvent.SOFT_DIRTY, 0, null, space, start, end);
                    }

                    class Inner {
                        void soft() {
                            range.init(InvalidationEvent.MIGRATE, 0, null, space, start, end);
                        }
                    }""");
    }

    @Test
    void badMappingsAreRefused() {
        assertRefused(mapping("com.acme.Caller"), "\"com.acme.Caller\" in eventMapping is not of the form");
        assertRefused(mapping("com.acme.Caller=CLEAN"), "CLEAN is none of the events");
        assertRefused(mapping("a.B=CLEAR", "a.B=UNMAP"), "gives a.B both CLEAR and UNMAP");
        assertThat(mapping("a.B$C#d=CLEAR", " a.B = UNMAP ").validate().isValid())
                .isTrue();
    }

    @Test
    void badNamesAreRefused() {
        assertRefused(
                new ContextualInvalidation("a.Range init(..)", null, null, null, null, null, null),
                "does not end in the types of space, start, end");
        assertRefused(
                new ContextualInvalidation("a.Range init(a.Space, long)", null, null, null, null, null, null),
                "does not end in the types of space, start, end");
        assertRefused(
                new ContextualInvalidation("a.Range", null, null, null, null, null, null), "invalid method pattern");
        assertRefused(new ContextualInvalidation(null, "in it", null, null, null, null, null), "not a Java identifier");
        assertRefused(new ContextualInvalidation(null, null, "a b", null, null, null, null), "areaType");
        assertRefused(new ContextualInvalidation(null, null, null, "", null, null, null), "eventType");
        assertRefused(new ContextualInvalidation(null, null, null, null, "x()", null, null), "spaceAccessor");
        assertRefused(new BlockableAccessor("a.", null), "rangeType");
        assertRefused(new BlockableAccessor(null, "a.b"), "field");
        assertRefused(new SuggestInvalidationEvent("do", null), "\"do\" is none of [mark, apply]");
        assertRefused(new SuggestInvalidationEvent(null, "a.Range init(a.Space, long, long)"), "does not end in");
    }

    @Test
    void recipesWithOtherOptionsAreNotEqual() {
        assertThat(mapping("a.B=CLEAR")).isEqualTo(mapping("a.B=CLEAR")).hasSameHashCodeAs(mapping("a.B=CLEAR"));
        assertThat(mapping("a.B=CLEAR")).isNotEqualTo(new ContextualInvalidation());
        assertThat(new BlockableAccessor("a.B", null)).isNotEqualTo(new BlockableAccessor());
        assertThat(new SuggestInvalidationEvent("apply", null)).isNotEqualTo(new SuggestInvalidationEvent());
    }

    @Test
    void theRecipesAreFoundByTheirNames() {
        Environment environment =
                Environment.builder().scanRuntimeClasspath("io.rangecast").build();

        assertThat(environment.listRecipes().stream().map(Recipe::getName))
                .contains(
                        "io.rangecast.ContextualInvalidation",
                        "io.rangecast.ContextualInvalidationWithEvents",
                        "io.rangecast.rewrite.ContextualInvalidation",
                        "io.rangecast.rewrite.BlockableAccessor",
                        "io.rangecast.rewrite.SuggestInvalidationEvent");
        Recipe all = environment.activateRecipes("io.rangecast.ContextualInvalidationWithEvents");
        assertThat(all.validateAll()).allMatch(validated -> validated.isValid());
        converts(all, """
                    void call(Vma vma) {
                        range.init(space, start, end);
                        invalidator.invalidateRangeStart(range);
                        space.discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(range);
                    }""", """
                    void call(Vma vma) {
                        range.init(InvalidationEvent.CLEAR, 0, vma, space, start, end);
                        invalidator.invalidateRangeStart(range);
                        space.discard(invalidator, start, end, null);
                        invalidator.invalidateRangeEnd(range);
                    }""");
    }
}
