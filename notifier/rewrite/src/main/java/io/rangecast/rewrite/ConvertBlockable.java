package io.rangecast.rewrite;

import static java.util.Collections.emptyList;

import java.util.List;
import org.openrewrite.ExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.Tree;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JContainer;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/** Converts the reads of one source file, and marks the writes. */
final class ConvertBlockable extends JavaVisitor<ExecutionContext> {
    private static final String ACCESSOR = "isBlockable";
    private static final String WRITTEN = "whether a range is blockable is decided by the start that is called";

    private final String rangeType;
    private final String field;

    ConvertBlockable(String rangeType, String field) {
        this.rangeType = rangeType;
        this.field = field;
    }

    /** The rules are those of Java, and not of other languages that share its trees. */
    @Override
    public boolean isAcceptable(SourceFile source, ExecutionContext ctx) {
        return source instanceof J.CompilationUnit;
    }

    // ---- reads

    @Override
    public J visitFieldAccess(J.FieldAccess access, ExecutionContext ctx) {
        J visited = super.visitFieldAccess(access, ctx);
        boolean read = isField(access) && access.getTarget() instanceof J.Identifier range && isParameter(range);
        return read && !isInAccessor() ? accessorOf((J.FieldAccess) visited) : visited;
    }

    private boolean isField(Expression expression) {
        return expression.unwrap() instanceof J.FieldAccess access
                && access.getSimpleName().equals(field)
                && TypeUtils.isAssignableTo(rangeType, access.getTarget().getType());
    }

    /** Whether a name means a parameter of the code around: not another variable that hides it. */
    private boolean isParameter(J.Identifier name) {
        return getCursor()
                .getPathAsStream(code -> code instanceof J.MethodDeclaration || code instanceof J.Lambda)
                .flatMap(code -> parameters((J) code).stream())
                .filter(J.VariableDeclarations.class::isInstance)
                .flatMap(parameter -> ((J.VariableDeclarations) parameter).getVariables().stream())
                .filter(parameter -> parameter.getSimpleName().equals(name.getSimpleName()))
                .anyMatch(parameter -> parameter.getVariableType() != null
                        && name.getFieldType() != null
                        && TypeUtils.isOfType(
                                parameter.getVariableType().getOwner(),
                                name.getFieldType().getOwner()));
    }

    private static List<? extends J> parameters(J code) {
        return code instanceof J.Lambda lambda
                ? lambda.getParameters().getParameters()
                : ((J.MethodDeclaration) code).getParameters();
    }

    /** A home-grown accessor that reads the field must not come to call itself. */
    private boolean isInAccessor() {
        J.MethodDeclaration around = getCursor().firstEnclosing(J.MethodDeclaration.class);
        return around != null && around.getSimpleName().equals(ACCESSOR);
    }

    private static J.MethodInvocation accessorOf(J.FieldAccess access) {
        JavaType.Method type = new JavaType.Method(
                null,
                Flag.Public.getBitMask(),
                TypeUtils.asFullyQualified(access.getTarget().getType()),
                ACCESSOR,
                JavaType.Primitive.Boolean,
                emptyList(),
                emptyList(),
                emptyList(),
                emptyList(),
                emptyList(),
                emptyList());
        Space beforeDot = access.getPadding().getName().getBefore();
        J.Identifier name =
                access.getName().withSimpleName(ACCESSOR).withType(type).withFieldType(null);
        return new J.MethodInvocation(
                Tree.randomId(),
                access.getPrefix(),
                access.getMarkers(),
                JRightPadded.build(access.getTarget()).withAfter(beforeDot),
                null,
                name,
                JContainer.build(List.of(JRightPadded.build(new J.Empty(Tree.randomId(), Space.EMPTY, Markers.EMPTY)))),
                type);
    }

    // ---- writes: the field on the left is not visited

    @Override
    public J visitAssignment(J.Assignment assignment, ExecutionContext ctx) {
        if (!isField(assignment.getVariable())) {
            return super.visitAssignment(assignment, ctx);
        }
        Expression value = visitAndCast(assignment.getAssignment(), ctx);
        return Mark.before(assignment.withAssignment(value), WRITTEN);
    }

    @Override
    public J visitAssignmentOperation(J.AssignmentOperation operation, ExecutionContext ctx) {
        if (!isField(operation.getVariable())) {
            return super.visitAssignmentOperation(operation, ctx);
        }
        Expression value = visitAndCast(operation.getAssignment(), ctx);
        return Mark.before(operation.withAssignment(value), WRITTEN);
    }
}
