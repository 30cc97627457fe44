package io.rangecast.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.J.VariableDeclarations.NamedVariable;
import org.openrewrite.java.tree.Loop;
import org.openrewrite.java.tree.Statement;

/**
 * Whether a local variable is definitely assigned at a call, by chapter 16 of the Java Language Specification: walks
 * what declares the variable as control flows. Where it knows less than a compiler (constant expressions other than
 * {@code true} and {@code false}, assignments in {@code finally} behind a jump, switches that are exhaustive without a
 * default) it says no. Linear in the size of the code.
 */
final class DefiniteAssignment extends AssignmentFlow {
    /** What jumps land behind. */
    private static final class Target {
        final J statement;
        final @Nullable String label;
        boolean atBreaks = true;
        boolean atContinues = true;

        Target(J statement, @Nullable String label) {
            this.statement = statement;
            this.label = label;
        }

        boolean isSwitchExpression() {
            return statement instanceof J.SwitchExpression;
        }
    }

    private final J.MethodInvocation call;
    private final Deque<Target> targets = new ArrayDeque<>();
    private @Nullable String nextLabel;
    private boolean assignedAtCall;

    private DefiniteAssignment(NamedVariable variable, J.MethodInvocation call) {
        super(variable);
        this.call = call;
    }

    /**
     * Whether a variable has a value at a call.
     *
     * @param variable a local one
     * @param scope the block or loop that declares it, around the call
     * @param call before whose arguments it is to be read
     */
    static boolean holds(NamedVariable variable, J scope, J.MethodInvocation call) {
        DefiniteAssignment walk = new DefiniteAssignment(variable, call);
        walk.visit(scope, 0);
        return walk.assignedAtCall;
    }

    @Override
    public J.MethodInvocation visitMethodInvocation(J.MethodInvocation method, Integer p) {
        if (method.isScope(call)) {
            assignedAtCall = assigned;
        }
        return super.visitMethodInvocation(method, p);
    }

    // ---- loops

    private Target enter(J statement) {
        Target target = new Target(statement, nextLabel);
        nextLabel = null;
        targets.push(target);
        return target;
    }

    @Override
    public J.WhileLoop visitWhileLoop(J.WhileLoop loop, Integer p) {
        enter(loop);
        Outcome outcome = condition(loop.getCondition());
        assigned = outcome.whenTrue();
        visit(loop.getBody(), p);
        assigned = targets.pop().atBreaks && outcome.whenFalse();
        return loop;
    }

    @Override
    public J.DoWhileLoop visitDoWhileLoop(J.DoWhileLoop loop, Integer p) {
        Target target = enter(loop);
        visit(loop.getBody(), p);
        assigned &= target.atContinues;
        Outcome outcome = condition(loop.getWhileCondition());
        assigned = targets.pop().atBreaks && outcome.whenFalse();
        return loop;
    }

    @Override
    public J.ForLoop visitForLoop(J.ForLoop loop, Integer p) {
        Target target = enter(loop);
        loop.getControl().getInit().forEach(init -> visit(init, p));
        Outcome outcome = condition(loop.getControl().getCondition());
        assigned = outcome.whenTrue();
        visit(loop.getBody(), p);
        assigned &= target.atContinues;
        loop.getControl().getUpdate().forEach(update -> visit(update, p));
        assigned = targets.pop().atBreaks && outcome.whenFalse();
        return loop;
    }

    @Override
    public J.ForEachLoop visitForEachLoop(J.ForEachLoop loop, Integer p) {
        enter(loop);
        visit(loop.getControl().getIterable(), p);
        boolean before = assigned;
        visit(loop.getBody(), p);
        targets.pop();
        assigned = before;
        return loop;
    }

    // ---- jumps: nothing follows, so the bit is true after each; what it was is kept for where it lands

    @Override
    public J.Label visitLabel(J.Label label, Integer p) {
        if (label.getStatement() instanceof Loop || label.getStatement() instanceof J.Switch) {
            nextLabel = label.getLabel().getSimpleName();
            visit(label.getStatement(), p);
        } else {
            targets.push(new Target(label, label.getLabel().getSimpleName()));
            visit(label.getStatement(), p);
            assigned &= targets.pop().atBreaks;
        }
        return label;
    }

    @Override
    public J.Break visitBreak(J.Break jump, Integer p) {
        for (Target target : targets) {
            if (jump.getLabel() == null
                    ? !(target.statement instanceof J.Label)
                    : jump.getLabel().getSimpleName().equals(target.label)) {
                target.atBreaks &= assigned;
                break;
            }
        }
        assigned = true;
        return jump;
    }

    @Override
    public J.Continue visitContinue(J.Continue jump, Integer p) {
        for (Target target : targets) {
            if (jump.getLabel() == null
                    ? target.statement instanceof Loop
                    : jump.getLabel().getSimpleName().equals(target.label)) {
                target.atContinues &= assigned;
                break;
            }
        }
        assigned = true;
        return jump;
    }

    @Override
    public J.Yield visitYield(J.Yield yield, Integer p) {
        super.visitYield(yield, p);
        for (Target target : targets) {
            if (target.isSwitchExpression()) {
                target.atBreaks &= assigned;
                break;
            }
        }
        assigned = true;
        return yield;
    }

    @Override
    public J.Return visitReturn(J.Return jump, Integer p) {
        super.visitReturn(jump, p);
        assigned = true;
        return jump;
    }

    @Override
    public J.Throw visitThrow(J.Throw jump, Integer p) {
        super.visitThrow(jump, p);
        assigned = true;
        return jump;
    }

    // ---- switch and try

    @Override
    public J.Switch visitSwitch(J.Switch statement, Integer p) {
        visit(statement.getSelector(), p);
        boolean before = assigned;
        cases(statement, statement.getCases());
        boolean hasDefault = statement.getCases().getStatements().stream().anyMatch(DefiniteAssignment::isDefault);
        assigned &= hasDefault || before;
        return statement;
    }

    @Override
    public J.SwitchExpression visitSwitchExpression(J.SwitchExpression expression, Integer p) {
        visit(expression.getSelector(), p);
        cases(expression, expression.getCases());
        return expression;
    }

    private void cases(J owner, J.Block cases) {
        boolean before = assigned;
        Target target = enter(owner);
        for (Statement statement : cases.getStatements()) {
            assigned = before; // who falls through has assigned no less
            visit(statement, 0);
            if (statement instanceof J.Case one && one.getBody() != null) { // an arrow: nobody falls through
                target.atBreaks &= assigned;
                assigned = true;
            }
        }
        targets.pop();
        assigned &= target.atBreaks;
    }

    private static boolean isDefault(Statement statement) {
        return statement instanceof J.Case one
                && one.getCaseLabels().stream()
                        .anyMatch(label -> label instanceof J.Identifier name
                                && name.getSimpleName().equals("default"));
    }

    @Override
    public J.Try visitTry(J.Try statement, Integer p) {
        boolean before = assigned;
        if (statement.getResources() != null) {
            statement.getResources().forEach(resource -> visit(resource, p));
        }
        visit(statement.getBody(), p);
        boolean after = assigned;
        for (J.Try.Catch one : statement.getCatches()) {
            assigned = before;
            visit(one, p);
            after &= assigned;
        }
        assigned = before;
        visit(statement.getFinally(), p);
        assigned |= after;
        return statement;
    }

    // ---- code that runs later, or elsewhere

    @Override
    public J.Lambda visitLambda(J.Lambda lambda, Integer p) {
        boolean before = assigned;
        visit(lambda.getBody(), p);
        assigned = before;
        return lambda;
    }

    @Override
    public J.NewClass visitNewClass(J.NewClass creation, Integer p) {
        visit(creation.getEnclosing(), p);
        for (Expression argument : creation.getArguments()) {
            visit(argument, p);
        }
        return creation;
    }

    @Override
    public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration local, Integer p) {
        return local;
    }
}
