package io.rangecast.rewrite;

import static java.util.Collections.emptyList;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.Tree;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JLeftPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.marker.Markers;

/** Writes events into one source file: by their simple name and an import, or in full where that name is taken. */
abstract class EventVisitor extends JavaVisitor<ExecutionContext> {
    private final String eventType;
    private boolean inFull;
    private boolean importNeeded;

    EventVisitor(String eventType) {
        this.eventType = eventType;
    }

    /** The rules are those of Java, and not of other languages that share its trees. */
    @Override
    public final boolean isAcceptable(SourceFile source, ExecutionContext ctx) {
        return source instanceof J.CompilationUnit;
    }

    @Override
    public J visitCompilationUnit(J.CompilationUnit before, ExecutionContext ctx) {
        inFull = Imports.isTaken(before, eventType);
        importNeeded = false;
        J.CompilationUnit unit = (J.CompilationUnit) super.visitCompilationUnit(before, ctx);
        return importNeeded ? Imports.add(unit, eventType) : unit;
    }

    /** The expression for an event, which is imported at the end of the file. */
    final Expression event(String name, JavaType.FullyQualified type, Space prefix) {
        importNeeded = !inFull;
        Expression owner = inFull
                ? TypeTree.<J.FieldAccess>build(eventType.replace('$', '.'))
                : identifier(Imports.simpleName(eventType), type, null);
        return new J.FieldAccess(
                Tree.randomId(), prefix, Markers.EMPTY, owner, JLeftPadded.build(constant(name, type)), type);
    }

    /** The name of an event behind its type. */
    static J.Identifier constant(String name, JavaType.FullyQualified type) {
        long flags = Flag.flagsToBitMap(Set.of(Flag.Public, Flag.Static, Flag.Final));
        return identifier(name, type, new JavaType.Variable(null, flags, name, type, type, emptyList()));
    }

    private static J.Identifier identifier(String name, JavaType type, JavaType.@Nullable Variable variable) {
        return new J.Identifier(Tree.randomId(), Space.EMPTY, Markers.EMPTY, emptyList(), name, type, variable);
    }
}
