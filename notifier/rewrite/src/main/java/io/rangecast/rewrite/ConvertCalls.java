package io.rangecast.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/** Converts the calls of one source file, or marks them. */
final class ConvertCalls extends EventVisitor {
    private final CallForm form;
    private final AreaSearch areas;
    private final EventMapping events;
    private final ConvertedCalls table;

    private final Set<JavaType.Method> importedAndRenamed = new HashSet<>();

    ConvertCalls(CallForm form, AreaSearch areas, EventMapping events, ConvertedCalls table) {
        super(form.eventType());
        this.form = form;
        this.areas = areas;
        this.events = events;
        this.table = table;
    }

    @Override
    public J visitCompilationUnit(J.CompilationUnit before, ExecutionContext ctx) {
        importedAndRenamed.clear();
        J.CompilationUnit unit = (J.CompilationUnit) super.visitCompilationUnit(before, ctx);
        for (JavaType.Method old : importedAndRenamed) {
            String owner = old.getDeclaringType().getFullyQualifiedName();
            unit = Imports.addBeside(unit, owner, old.getName(), form.newName());
            maybeRemoveImport(owner + "." + old.getName());
        }
        return unit;
    }

    @Override
    public J visitMethodInvocation(J.MethodInvocation method, ExecutionContext ctx) {
        J.MethodInvocation call = (J.MethodInvocation) super.visitMethodInvocation(method, ctx);
        if (!form.contextFree().matches(method)) {
            return call;
        }
        String obstacle = form.obstacle(getCursor());
        Area area = obstacle == null ? areas.find(getCursor()) : Area.left(obstacle);
        String event = events.eventAt(getCursor());
        report(area, event, ctx);
        if (area.reason() != null) {
            return Mark.argument(call, call.getArguments().size() - CallForm.BEHIND_CONTEXT, area.reason());
        }
        if (form.isImportedAndRenamed(method)) {
            importedAndRenamed.add(method.getMethodType());
        }
        return convert(call, event, area);
    }

    @Override
    public J visitMemberReference(J.MemberReference reference, ExecutionContext ctx) {
        J visited = super.visitMemberReference(reference, ctx);
        if (!form.contextFree().matches(reference.getMethodType())) {
            return visited;
        }
        Area area = Area.left("a method reference passes no context; write a lambda");
        report(area, "", ctx);
        return Mark.before(visited, area.reason());
    }

    private void report(Area area, String event, ExecutionContext ctx) {
        String path = getCursor()
                .firstEnclosingOrThrow(J.CompilationUnit.class)
                .getSourcePath()
                .toString();
        String what = area.reason() == null ? event : area.reason();
        table.insertRow(
                ctx,
                new ConvertedCalls.Row(
                        path, EventMapping.caller(getCursor()), area.rule().toString(), area.toString(), what));
    }

    private J.MethodInvocation convert(J.MethodInvocation call, String event, Area area) {
        List<Expression> arguments = new ArrayList<>(call.getArguments());
        int at = arguments.size() - CallForm.BEHIND_CONTEXT;
        Expression space = arguments.get(at);
        Space before = space.getPrefix();
        boolean onePerLine = arguments.get(at + 1).getPrefix().getWhitespace().contains("\n");

        JavaType.Method type = form.contextual(call.getMethodType(), areas.areaType());
        JavaType.FullyQualified eventType =
                TypeUtils.asFullyQualified(type.getParameterTypes().get(at));
        arguments.set(at, onePerLine ? space : space.withPrefix(before.withWhitespace(" ")));
        arguments.addAll(
                at,
                List.of(
                        event(event, eventType, Space.format(before.getWhitespace())),
                        new J.Literal(
                                Tree.randomId(),
                                Space.SINGLE_SPACE,
                                Markers.EMPTY,
                                0,
                                "0",
                                null,
                                JavaType.Primitive.Int),
                        area.argument()));
        return call.withArguments(arguments)
                .withName(call.getName().withSimpleName(form.newName()).withType(type))
                .withMethodType(type);
    }
}
