package io.rangecast.rewrite;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Option;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.Validated;

/**
 * Converts reads of the field {@code range.blockable} to {@code range.isBlockable()}, in methods and lambdas that take
 * the range as a parameter: the callbacks. Writes, anywhere, are left with a comment, as the start that is called
 * decides this now. Reads of other variables are left alone: they are the producer's own.
 *
 * <p>Fields are matched by the declared type of the range, subtypes included. The work is linear in the size of the
 * code, times the depth of its nesting.
 */
public final class BlockableAccessor extends Recipe {
    @Option(
            displayName = "Range type",
            description = "The fully qualified type that has the field. Default: `io.rangecast.notifier.Invalidation`.",
            example = "com.acme.memory.Range",
            required = false)
    private final @Nullable String rangeType;

    @Option(
            displayName = "Field",
            description = "The field that is read. Default: `blockable`.",
            example = "mayBlock",
            required = false)
    private final @Nullable String field;

    /** Converts reads of {@code blockable}. */
    public BlockableAccessor() {
        this(null, null);
    }

    /**
     * Converts reads of a field. Null stands for the default.
     *
     * @param rangeType fully qualified
     * @param field that is read
     */
    @JsonCreator
    public BlockableAccessor(@Nullable String rangeType, @Nullable String field) {
        this.rangeType = rangeType;
        this.field = field;
    }

    @Override
    public String getDisplayName() {
        return "Ask ranges whether they are blockable";
    }

    @Override
    public String getDescription() {
        return "Converts reads of `range.blockable` to `range.isBlockable()` in methods that take the range as a "
                + "parameter, and marks writes.";
    }

    @Override
    public Validated<Object> validate() {
        return super.validate().and(Options.type("rangeType", rangeType)).and(Options.identifier("field", field));
    }

    /** Throws {@link IllegalArgumentException} if an option is invalid. */
    @Override
    public TreeVisitor<?, ExecutionContext> getVisitor() {
        Options.check(validate());
        return new ConvertBlockable(
                rangeType == null ? "io.rangecast.notifier.Invalidation" : rangeType,
                field == null ? "blockable" : field);
    }

    private List<Object> options() {
        return Arrays.asList(rangeType, field);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockableAccessor recipe && recipe.options().equals(options());
    }

    @Override
    public int hashCode() {
        return options().hashCode();
    }
}
