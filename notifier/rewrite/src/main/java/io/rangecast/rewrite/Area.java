package io.rangecast.rewrite;

import static java.util.Collections.emptyList;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.marker.Markers;

/**
 * Which area a call is to pass, and which rule says so.
 *
 * @param rule the first that applies
 * @param variable that holds the area, if there is one
 * @param reason why the call is left to a human, if it is
 */
record Area(
        Rule rule,
        J.@Nullable Identifier variable,
        @Nullable String reason) {

    /** Where areas are found, in the order in which they are looked for. */
    enum Rule {
        /** The space is asked of an area. */
        OWNER,
        /** A parameter. */
        PARAMETER,
        /** A local variable. */
        LOCAL,
        /** No area in reach. */
        NONE,
        /** More than one, or one that cannot be named here. */
        LEFT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Area of(Rule rule, J.Identifier variable) {
        return new Area(rule, variable, null);
    }

    static Area none() {
        return new Area(Rule.NONE, null, null);
    }

    static Area left(String reason) {
        return new Area(Rule.LEFT, null, reason);
    }

    /** The argument to pass: the variable, or null. */
    Expression argument() {
        UUID id = Tree.randomId();
        if (variable == null) {
            return new J.Literal(id, Space.SINGLE_SPACE, Markers.EMPTY, null, "null", null, JavaType.Primitive.Null);
        }
        return new J.Identifier(
                id,
                Space.SINGLE_SPACE,
                Markers.EMPTY,
                emptyList(),
                variable.getSimpleName(),
                variable.getType(),
                variable.getFieldType());
    }

    @Override
    public String toString() {
        return variable == null ? "" : variable.getSimpleName();
    }
}
