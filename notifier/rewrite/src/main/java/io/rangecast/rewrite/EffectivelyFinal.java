package io.rangecast.rewrite;

import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.J.VariableDeclarations.NamedVariable;

/**
 * Whether a lambda may capture a parameter or local variable, by section 4.12.4 of the Java Language Specification. Of
 * variables that are declared without a value it knows only the plain case, one assignment in the very block of the
 * declaration; to others it says no. Linear in the size of the code.
 */
final class EffectivelyFinal extends JavaIsoVisitor<Integer> {
    private final NamedVariable variable;
    private final J scope;
    private int assignments;
    private int besideDeclaration;

    private EffectivelyFinal(NamedVariable variable, J scope) {
        this.variable = variable;
        this.scope = scope;
    }

    /**
     * Whether a variable keeps its one value.
     *
     * @param variable to be captured
     * @param blank whether it is declared without a value
     * @param scope the code in which it may be assigned
     */
    static boolean holds(NamedVariable variable, boolean blank, J scope) {
        EffectivelyFinal walk = new EffectivelyFinal(variable, scope);
        walk.visit(scope, 0);
        return blank ? walk.assignments == 1 && walk.besideDeclaration == 1 : walk.assignments == 0;
    }

    @Override
    public NamedVariable visitVariable(NamedVariable declared, Integer p) {
        if (declared.isScope(variable)) {
            assignments = 0; // what came before was another of that name
            besideDeclaration = 0;
        }
        return super.visitVariable(declared, p);
    }

    @Override
    public J.Assignment visitAssignment(J.Assignment assignment, Integer p) {
        if (assignment.getVariable().unwrap() instanceof J.Identifier name
                && name.getSimpleName().equals(variable.getSimpleName())) {
            assignments++;
            J parent = getCursor().getParentTreeCursor().getValue();
            besideDeclaration += parent.isScope(scope) ? 1 : 0;
        }
        return super.visitAssignment(assignment, p);
    }

    /** A class has names of its own, and cannot assign what it captures. */
    @Override
    public J.NewClass visitNewClass(J.NewClass creation, Integer p) {
        creation.getArguments().forEach(argument -> visit(argument, p));
        return creation;
    }

    @Override
    public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration local, Integer p) {
        return local;
    }
}
