package io.rangecast.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.J.VariableDeclarations.NamedVariable;
import org.openrewrite.java.tree.JavaType;

/**
 * One bit, whether a local variable is definitely assigned, kept while code is walked in the order of its evaluation:
 * declarations, assignments, conditions. {@link DefiniteAssignment} adds where control jumps.
 */
abstract class AssignmentFlow extends JavaIsoVisitor<Integer> {
    /** The bit after a condition that was true, and after one that was false. */
    record Outcome(boolean whenTrue, boolean whenFalse) {}

    private final NamedVariable variable;

    /** Whether the variable is assigned, here; true where control does not come. */
    boolean assigned;

    AssignmentFlow(NamedVariable variable) {
        this.variable = variable;
    }

    @Override
    public NamedVariable visitVariable(NamedVariable declared, Integer p) {
        super.visitVariable(declared, p);
        if (declared.isScope(variable)) {
            assigned = declared.getInitializer() != null; // what came before was another of that name
        }
        return declared;
    }

    @Override
    public J.Assignment visitAssignment(J.Assignment assignment, Integer p) {
        super.visitAssignment(assignment, p);
        assigned |= assignment.getVariable().unwrap() instanceof J.Identifier name
                && name.getSimpleName().equals(variable.getSimpleName());
        return assignment;
    }

    /** Walks a condition. The bit is undefined afterwards: what follows begins with one of the two outcomes. */
    final Outcome condition(Expression expression) {
        if (expression instanceof J.ControlParentheses<?> control && control.getTree() instanceof Expression inner) {
            return condition(inner);
        } else if (expression.unwrap() != expression) {
            return condition(expression.unwrap());
        } else if (expression instanceof J.Unary unary && unary.getOperator() == J.Unary.Type.Not) {
            Outcome inner = condition(unary.getExpression());
            return new Outcome(inner.whenFalse, inner.whenTrue);
        } else if (expression instanceof J.Binary binary && binary.getOperator() == J.Binary.Type.And) {
            Outcome left = condition(binary.getLeft());
            assigned = left.whenTrue;
            Outcome right = condition(binary.getRight());
            return new Outcome(right.whenTrue, left.whenFalse && right.whenFalse);
        } else if (expression instanceof J.Binary binary && binary.getOperator() == J.Binary.Type.Or) {
            Outcome left = condition(binary.getLeft());
            assigned = left.whenFalse;
            Outcome right = condition(binary.getRight());
            return new Outcome(left.whenTrue && right.whenTrue, right.whenFalse);
        } else if (expression instanceof J.Ternary ternary && isBoolean(ternary)) {
            Outcome chosen = condition(ternary.getCondition());
            assigned = chosen.whenTrue;
            Outcome first = condition(ternary.getTruePart());
            assigned = chosen.whenFalse;
            Outcome second = condition(ternary.getFalsePart());
            return new Outcome(first.whenTrue && second.whenTrue, first.whenFalse && second.whenFalse);
        } else if (J.Literal.isLiteralValue(expression, true) || expression instanceof J.Empty) {
            return new Outcome(assigned, true); // J.Empty: for (;;)
        } else if (J.Literal.isLiteralValue(expression, false)) {
            return new Outcome(true, assigned);
        }
        visit(expression, 0);
        return new Outcome(assigned, assigned);
    }

    /** With a boxed part, a conditional expression is a value like any other. */
    private static boolean isBoolean(J.Ternary ternary) {
        return ternary.getTruePart().getType() == JavaType.Primitive.Boolean
                && ternary.getFalsePart().getType() == JavaType.Primitive.Boolean;
    }

    /** Walks the two ways that a condition leads to. */
    private void branch(Outcome outcome, J whenTrue, @Nullable J whenFalse) {
        assigned = outcome.whenTrue;
        visit(whenTrue, 0);
        boolean afterTrue = assigned;
        assigned = outcome.whenFalse;
        visit(whenFalse, 0);
        assigned &= afterTrue;
    }

    private void value(Expression condition) {
        Outcome outcome = condition(condition);
        assigned = outcome.whenTrue && outcome.whenFalse;
    }

    @Override
    public J.Binary visitBinary(J.Binary binary, Integer p) {
        if (binary.getOperator() != J.Binary.Type.And && binary.getOperator() != J.Binary.Type.Or) {
            return super.visitBinary(binary, p);
        }
        value(binary);
        return binary;
    }

    @Override
    public J.Unary visitUnary(J.Unary unary, Integer p) {
        if (unary.getOperator() != J.Unary.Type.Not) {
            return super.visitUnary(unary, p);
        }
        value(unary);
        return unary;
    }

    @Override
    public J.Ternary visitTernary(J.Ternary ternary, Integer p) {
        branch(condition(ternary.getCondition()), ternary.getTruePart(), ternary.getFalsePart());
        return ternary;
    }

    @Override
    public J.If visitIf(J.If iff, Integer p) {
        branch(condition(iff.getIfCondition()), iff.getThenPart(), iff.getElsePart());
        return iff;
    }

    @Override
    public J.Assert visitAssert(J.Assert statement, Integer p) {
        boolean before = assigned;
        super.visitAssert(statement, p);
        assigned = before; // assertions may be off
        return statement;
    }
}
