package io.rangecast.rewrite;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Option;
import org.openrewrite.Preconditions;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.Validated;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.search.UsesMethod;

/**
 * Finds the event that the code says for ranges that are announced as UNMAP: between the start and the end of the range,
 * in the same method or lambda, the space that is announced is asked to {@code discard} (CLEAR), {@code protect}
 * (PROTECTION_VMA) or {@code fork} (PROTECTION_PAGE). With {@code unmap} or {@code move} among these, or two that differ,
 * UNMAP is right and stays; an event that somebody has chosen stays too.
 *
 * <p>In the mode {@code mark} the event is left, with a comment. In the mode {@code apply} it is replaced; as
 * PROTECTION_VMA wants the area in its new protection, an area that is not evidently so gets a comment.
 *
 * <p>The window is found in the order of the text: from the first call of {@code invalidateRangeStart…} with that range
 * to the call of {@code invalidateRangeEnd}, or the next start or initialisation. The work for each call is linear in
 * the size of the method around it.
 */
public final class SuggestInvalidationEvent extends Recipe {
    private static final String PACKAGE = "io.rangecast.notifier.";
    private static final String DEFAULT_METHOD = PACKAGE + "InvalidationRange init(" + PACKAGE
            + "InvalidationEvent, int, " + PACKAGE + "Vma, " + PACKAGE + "AddressSpace, long, long)";

    @Option(
            displayName = "Mode",
            description = "`mark` leaves a comment, `apply` replaces the event. Default: `mark`.",
            example = "apply",
            valid = {"mark", "apply"},
            required = false)
    private final @Nullable String mode;

    @Option(
            displayName = "Method",
            description = "A method pattern of the calls with context: event, flags, area, space, start and end. "
                    + "Default: `" + DEFAULT_METHOD + "`.",
            example = "com.acme.memory.Range init(com.acme.memory.Event, int, com.acme.memory.Area, "
                    + "com.acme.memory.Space, long, long)",
            required = false)
    private final @Nullable String method;

    /** Marks calls of Rangecast's own method. */
    public SuggestInvalidationEvent() {
        this(null, null);
    }

    /**
     * Marks or replaces. Null stands for the default.
     *
     * @param mode mark or apply
     * @param method a method pattern with six parameters: event, flags, area, space, start and end
     */
    @JsonCreator
    public SuggestInvalidationEvent(@Nullable String mode, @Nullable String method) {
        this.mode = mode;
        this.method = method;
    }

    @Override
    public String getDisplayName() {
        return "Suggest the event of an invalidation";
    }

    @Override
    public String getDescription() {
        return "Finds what the code does to the memory between `invalidateRangeStart` and `invalidateRangeEnd`, and says "
                + "or sets the event that fits, where the range is announced as `UNMAP`.";
    }

    private String methodPattern() {
        return method == null ? DEFAULT_METHOD : method;
    }

    @Override
    public Validated<Object> validate() {
        return super.validate()
                .and(Options.oneOf("mode", mode, List.of("mark", "apply")))
                .and(MethodMatcher.validate(methodPattern()))
                .and(Options.endsIn(
                        "method", methodPattern(), List.of("event", "flags", "area", "space", "start", "end")));
    }

    /** Throws {@link IllegalArgumentException} if an option is invalid. */
    @Override
    public TreeVisitor<?, ExecutionContext> getVisitor() {
        Options.check(validate());
        MethodMatcher matcher = new MethodMatcher(methodPattern(), true);
        return Preconditions.check(
                new UsesMethod<>(matcher),
                new WindowEvents(matcher, Options.parameterTypes(methodPattern()), "apply".equals(mode)));
    }

    private List<Object> options() {
        return Arrays.asList(mode, method);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SuggestInvalidationEvent recipe
                && recipe.options().equals(options());
    }

    @Override
    public int hashCode() {
        return options().hashCode();
    }
}
