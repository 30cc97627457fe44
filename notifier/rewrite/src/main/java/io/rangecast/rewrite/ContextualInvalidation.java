package io.rangecast.rewrite;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
 * Converts each call of an invalidation without context, {@code init(space, start, end)}, to
 * {@code init(InvalidationEvent.UNMAP, 0, area, space, start, end)}. UNMAP is always safe. The area is chosen by the
 * first rule that applies:
 *
 * <ol>
 *   <li>the space is {@code X.space()}, or the field, with {@code X} a plain variable of the area's type: {@code X};
 *   <li>the enclosing method or lambda has a parameter of that type: the parameter; of two or more none is chosen, and
 *       the call is left with a comment;
 *   <li>the first statement of its body declares a local of that type, definitely assigned at the call: the local; with
 *       the option {@code nearestLocal} the nearest such local in scope;
 *   <li>{@code null}.
 * </ol>
 *
 * <p>Rules 2 and 3 are tried on the innermost lambda, then on what surrounds it, up to the method; a variable that a
 * lambda cannot capture is not chosen, and the call is left with a comment. So are method references, calls from within
 * the method with context itself, and calls of an override that the method with context does not have.
 *
 * <p>Calls are matched by declared type, on subclasses too; arguments before the space stay in front. What is converted
 * compiles if it did before and the method with context is there. Comments and formatting stay; at most one import is
 * added to a file. {@link ConvertedCalls} lists every call. The work is linear in the size of the code, times the depth
 * of its nesting. Source of the rules: the semantic patch of Linux's commit "mm/mmu_notifier: contextual information for
 * event triggering invalidation".
 */
public final class ContextualInvalidation extends Recipe {
    private static final String PACKAGE = "io.rangecast.notifier.";
    private static final String DEFAULT_METHOD =
            PACKAGE + "InvalidationRange init(" + PACKAGE + "AddressSpace, long, long)";
    private static final String DEFAULT_EVENT_TYPE = PACKAGE + "InvalidationEvent";

    /** The constants of InvalidationEvent, which this artifact does not depend on. */
    static final Set<String> EVENTS = Set.of(
            "UNMAP", "CLEAR", "PROTECTION_VMA", "PROTECTION_PAGE", "SOFT_DIRTY", "RELEASE", "MIGRATE", "EXCLUSIVE");

    @Option(
            displayName = "Old method",
            description = "A method pattern of the calls without context. The last three parameters are space, start "
                    + "and end. Default: `" + DEFAULT_METHOD + "`.",
            example = "com.acme.memory.Range prepare(com.acme.memory.Space, long, long)",
            required = false)
    private final @Nullable String oldMethod;

    @Option(
            displayName = "New name",
            description = "The name of the method with context. Default: `init`.",
            example = "init",
            required = false)
    private final @Nullable String newName;

    @Option(
            displayName = "Area type",
            description = "The fully qualified type of areas. Default: `" + PACKAGE + "Vma`.",
            example = "com.acme.memory.Area",
            required = false)
    private final @Nullable String areaType;

    @Option(
            displayName = "Event type",
            description = "The fully qualified type of events. Default: `" + DEFAULT_EVENT_TYPE + "`.",
            example = "com.acme.memory.Event",
            required = false)
    private final @Nullable String eventType;

    @Option(
            displayName = "Space accessor",
            description = "The area's method or field that gives its space. Default: `space`.",
            example = "getSpace",
            required = false)
    private final @Nullable String spaceAccessor;

    @Option(
            displayName = "Nearest local",
            description = "Pass the nearest definitely assigned local area in scope, not just that which the first "
                    + "statement of the body declares. Default: false.",
            required = false)
    private final @Nullable Boolean nearestLocal;

    @Option(
            displayName = "Event mapping",
            description = "Another event than UNMAP for the calls in a class or in a method of it: "
                    + "`package.Class=EVENT` or `package.Class#method=EVENT`.",
            example = "com.acme.memory.Evictor=CLEAR",
            required = false)
    private final @Nullable List<String> eventMapping;

    private final transient ConvertedCalls table = new ConvertedCalls(this);

    /** Converts the calls of Rangecast's own method. */
    public ContextualInvalidation() {
        this(null, null, null, null, null, null, null);
    }

    /**
     * Converts the calls of a method. Null stands for the default everywhere.
     *
     * @param oldMethod a method pattern; the last three parameters are space, start and end
     * @param newName of the method with context
     * @param areaType fully qualified
     * @param eventType fully qualified
     * @param spaceAccessor the area's method or field that gives its space
     * @param nearestLocal whether the nearest local area will do, not just that of the first statement
     * @param eventMapping entries {@code Class=EVENT} or {@code Class#method=EVENT}
     */
    @JsonCreator
    public ContextualInvalidation(
            @Nullable String oldMethod,
            @Nullable String newName,
            @Nullable String areaType,
            @Nullable String eventType,
            @Nullable String spaceAccessor,
            @Nullable Boolean nearestLocal,
            @Nullable List<String> eventMapping) {
        this.oldMethod = oldMethod;
        this.newName = newName;
        this.areaType = areaType;
        this.eventType = eventType;
        this.spaceAccessor = spaceAccessor;
        this.nearestLocal = nearestLocal;
        this.eventMapping = eventMapping;
    }

    @Override
    public String getDisplayName() {
        return "Give invalidations their event and area";
    }

    @Override
    public String getDescription() {
        return "Converts calls of `init(space, start, end)` to `init(InvalidationEvent.UNMAP, 0, area, space, start, "
                + "end)`, with the area that is known at the call, or null.";
    }

    private static String orDefault(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    @Override
    public Validated<Object> validate() {
        return super.validate()
                .and(MethodMatcher.validate(orDefault(oldMethod, DEFAULT_METHOD)))
                .and(Options.endsIn(
                        "oldMethod", orDefault(oldMethod, DEFAULT_METHOD), List.of("space", "start", "end")))
                .and(Options.identifier("newName", newName))
                .and(Options.type("areaType", areaType))
                .and(Options.type("eventType", eventType))
                .and(Options.identifier("spaceAccessor", spaceAccessor))
                .and(Options.events("eventMapping", eventMapping, eventType == null ? EVENTS : null));
    }

    /** Throws {@link IllegalArgumentException} if an option is invalid. */
    @Override
    public TreeVisitor<?, ExecutionContext> getVisitor() {
        Options.check(validate());
        MethodMatcher old = new MethodMatcher(orDefault(oldMethod, DEFAULT_METHOD), true);
        CallForm form = new CallForm(old, orDefault(newName, "init"), orDefault(eventType, DEFAULT_EVENT_TYPE));
        AreaSearch areas = new AreaSearch(
                orDefault(areaType, PACKAGE + "Vma"),
                orDefault(spaceAccessor, "space"),
                Boolean.TRUE.equals(nearestLocal));
        return Preconditions.check(
                new UsesMethod<>(old), new ConvertCalls(form, areas, new EventMapping(eventMapping), table));
    }

    private List<Object> options() {
        return Arrays.asList(oldMethod, newName, areaType, eventType, spaceAccessor, nearestLocal, eventMapping);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContextualInvalidation recipe
                && recipe.options().equals(options());
    }

    @Override
    public int hashCode() {
        return options().hashCode();
    }
}
