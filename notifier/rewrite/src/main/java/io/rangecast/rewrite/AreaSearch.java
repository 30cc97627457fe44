package io.rangecast.rewrite;

import io.rangecast.rewrite.Area.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.marker.CompactConstructor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.J.VariableDeclarations.NamedVariable;
import org.openrewrite.java.tree.JavaSourceFile;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TypeUtils;

/**
 * Looks for the area that a call is to pass, by the rules of {@link ContextualInvalidation}. A lambda is a part of the
 * method it stands in, so after its own parameters and body those of the method are looked at; the body of an anonymous
 * or local class is not, since its methods have a life of their own.
 *
 * @param areaType fully qualified
 * @param spaceAccessor the name of the area's method or field that gives the space
 * @param nearestLocal whether any local in scope will do, not just that of the first statement
 */
record AreaSearch(String areaType, String spaceAccessor, boolean nearestLocal) {

    /** A variable that holds an area, what declares it, and whether it has its value from there in any case. */
    private record Candidate(Rule rule, NamedVariable variable, J scope, boolean isFinal, boolean given) {

        boolean isAssignedAt(J.MethodInvocation call) {
            return given || DefiniteAssignment.holds(variable, scope, call);
        }

        boolean canBeCaptured() {
            boolean blank = !given && variable.getInitializer() == null;
            return isFinal || EffectivelyFinal.holds(variable, blank, scope);
        }
    }

    /**
     * The area for a call.
     *
     * @param cursor at the call, whose third last argument is the space
     */
    Area find(Cursor cursor) {
        J.MethodInvocation call = cursor.getValue();
        List<Expression> arguments = call.getArguments();
        J.Identifier owner = owner(arguments.get(arguments.size() - 3));
        if (owner != null) {
            return Area.of(Rule.OWNER, owner);
        }
        boolean captured = false;
        for (Cursor at = cursor.getParentTreeCursor(); !isClassBody(at); at = at.getParentTreeCursor()) {
            J code = at.getValue();
            if (code instanceof J.Lambda || code instanceof J.MethodDeclaration || isInitializer(at)) {
                List<Candidate> found = parameters(at);
                if (found.isEmpty()) {
                    found = nearestLocal ? nearest(cursor, at) : first(call, code);
                }
                if (!found.isEmpty()) {
                    return choose(found, captured);
                }
            }
            captured |= code instanceof J.Lambda;
        }
        return Area.none();
    }

    private static Area choose(List<Candidate> found, boolean captured) {
        Candidate only = found.get(0);
        if (found.size() > 1) {
            return Area.left(found.stream()
                    .map(candidate -> candidate.variable.getSimpleName())
                    .collect(Collectors.joining(
                            " and ", "more than one area in reach, ", "; pass the one that changes")));
        }
        if (captured && !only.canBeCaptured()) {
            return Area.left("the lambda cannot capture the area " + only.variable.getSimpleName()
                    + ", which is assigned again; pass a copy");
        }
        return Area.of(only.rule, only.variable.getName());
    }

    private static boolean isClassBody(Cursor at) {
        return at.getValue() instanceof JavaSourceFile
                || at.getValue() instanceof J.Block
                        && (at.getParentTreeCursor().getValue() instanceof J.ClassDeclaration
                                || at.getParentTreeCursor().getValue() instanceof J.NewClass);
    }

    private static boolean isInitializer(Cursor at) {
        return at.getValue() instanceof J.Block && isClassBody(at.getParentTreeCursor());
    }

    private static @Nullable J body(J code) {
        return code instanceof J.Lambda lambda
                ? lambda.getBody()
                : code instanceof J.MethodDeclaration method ? method.getBody() : code;
    }

    // ---- rule 1

    private J.@Nullable Identifier owner(Expression space) {
        Expression owner = null;
        if (space instanceof J.MethodInvocation call && call.getSimpleName().equals(spaceAccessor)) {
            owner = call.getArguments().stream().allMatch(J.Empty.class::isInstance) ? call.getSelect() : null;
        } else if (space instanceof J.FieldAccess field && field.getSimpleName().equals(spaceAccessor)) {
            owner = field.getTarget();
        }
        return owner instanceof J.Identifier name
                        && name.getFieldType() != null
                        && !name.getSimpleName().equals("this")
                        && !name.getSimpleName().equals("super")
                        && TypeUtils.isAssignableTo(areaType, name.getType())
                ? name
                : null;
    }

    // ---- rule 2

    private List<Candidate> parameters(Cursor at) {
        J code = at.getValue();
        List<? extends J> declared = List.of();
        if (code instanceof J.Lambda lambda) {
            declared = lambda.getParameters().getParameters();
        } else if (code instanceof J.MethodDeclaration method) {
            boolean compact =
                    method.getMarkers().findFirst(CompactConstructor.class).isPresent();
            declared = compact
                    ? at.firstEnclosingOrThrow(J.ClassDeclaration.class).getPrimaryConstructor()
                    : method.getParameters();
        }
        J body = body(code);
        return body == null || declared == null ? List.of() : areas(Rule.PARAMETER, declared, body, true);
    }

    // ---- rule 3

    private List<Candidate> first(J.MethodInvocation call, J code) {
        if (!(body(code) instanceof J.Block block) || block.getStatements().isEmpty()) {
            return List.of();
        }
        List<Candidate> declared = areas(Rule.LOCAL, block.getStatements().subList(0, 1), block, false);
        return declared.stream().filter(local -> local.isAssignedAt(call)).toList();
    }

    private List<Candidate> nearest(Cursor call, Cursor code) {
        J child = call.getValue();
        for (Cursor at = call; at != code; at = at.getParentTreeCursor()) {
            List<Candidate> declared = declaredBefore(child, at.getParentTreeCursor());
            for (int i = declared.size() - 1; i >= 0; i--) {
                if (declared.get(i).isAssignedAt(call.getValue())) {
                    return List.of(declared.get(i));
                }
            }
            child = at.getParentTreeCursor().getValue();
        }
        return List.of();
    }

    /** What a statement around a child declares for it, in order. */
    private List<Candidate> declaredBefore(J child, Cursor around) {
        J statement = around.getValue();
        if (statement instanceof J.Block block) {
            return areas(Rule.LOCAL, before(child, block.getStatements()), block, false);
        } else if (statement instanceof J.Case one) {
            J block = around.getParentTreeCursor().getValue();
            return areas(Rule.LOCAL, before(child, one.getStatements()), block, false);
        } else if (statement instanceof J.ForLoop loop) {
            return areas(Rule.LOCAL, loop.getControl().getInit(), loop, false);
        } else if (statement instanceof J.ForEachLoop loop && child.isScope(loop.getBody())) {
            return areas(Rule.LOCAL, List.of(loop.getControl().getVariable()), loop, true);
        } else if (statement instanceof J.Try one && child.isScope(one.getBody()) && one.getResources() != null) {
            return areas(
                    Rule.LOCAL,
                    one.getResources().stream()
                            .map(resource -> (J) resource.getVariableDeclarations())
                            .toList(),
                    one.getBody(),
                    true);
        }
        return List.of();
    }

    private static List<Statement> before(J child, List<Statement> statements) {
        int end = 0;
        while (end < statements.size() && !statements.get(end).isScope(child)) {
            end++;
        }
        return end == statements.size() ? List.of() : statements.subList(0, end);
    }

    // ---- all

    private List<Candidate> areas(Rule rule, List<? extends J> statements, J scope, boolean given) {
        List<Candidate> areas = new ArrayList<>();
        for (J statement : statements) {
            if (statement instanceof J.VariableDeclarations declaration && declaration.getVarargs() == null) {
                boolean isFinal = declaration.hasModifier(J.Modifier.Type.Final);
                declaration.getVariables().stream()
                        .filter(this::isArea)
                        .forEach(variable -> areas.add(new Candidate(rule, variable, scope, isFinal, given)));
            }
        }
        return areas;
    }

    /** From Java 22 on, a variable whose name is an underscore cannot be read. */
    private boolean isArea(NamedVariable variable) {
        return !variable.getSimpleName().equals("_") && TypeUtils.isAssignableTo(areaType, variable.getType());
    }
}
