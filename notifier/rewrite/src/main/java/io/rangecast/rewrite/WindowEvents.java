package io.rangecast.rewrite;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.ExecutionContext;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.search.SemanticallyEqual;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.TypeUtils;

/** Marks or replaces the events of one source file by what happens to the space in their windows. */
final class WindowEvents extends EventVisitor {
    /** How many parameters the method with context ends in: event, flags, area, space, start, end. */
    static final int PARAMETERS = 6;

    private static final Map<String, String> EVENT_OF = Map.of(
            "unmap", "UNMAP",
            "move", "UNMAP",
            "discard", "CLEAR",
            "protect", "PROTECTION_VMA",
            "fork", "PROTECTION_PAGE");

    private final MethodMatcher method;
    private final String spaceType;
    private final boolean apply;

    /**
     * A visitor.
     *
     * @param method with context
     * @param parameterTypes of it, fully qualified
     * @param apply whether to replace, not just to mark
     */
    WindowEvents(MethodMatcher method, List<String> parameterTypes, boolean apply) {
        super(parameterTypes.get(parameterTypes.size() - PARAMETERS));
        this.method = method;
        this.spaceType = parameterTypes.get(parameterTypes.size() - 3);
        this.apply = apply;
    }

    @Override
    public J visitMethodInvocation(J.MethodInvocation before, ExecutionContext ctx) {
        J.MethodInvocation call = (J.MethodInvocation) super.visitMethodInvocation(before, ctx);
        if (!method.matches(before)) {
            return call;
        }
        int at = call.getArguments().size() - PARAMETERS;
        String said = nameOf(call.getArguments().get(at)).equals(EventMapping.DEFAULT_EVENT) ? eventSaid(before) : null;
        if (said == null) {
            return call;
        }
        boolean wantsNewArea = said.equals("PROTECTION_VMA")
                && !isNewOrNull(call.getArguments().get(at + 2));
        if (!apply) {
            String area = wantsNewArea ? ", with the area in its new protection" : "";
            return Mark.argument(call, at, "what happens to the space in this window says " + said + area);
        }
        J.MethodInvocation replaced = replace(call, at, said);
        return wantsNewArea
                ? Mark.argument(replaced, at + 2, "PROTECTION_VMA wants the area in its new protection")
                : replaced;
    }

    private static String nameOf(Expression event) {
        return event instanceof J.FieldAccess access
                ? access.getSimpleName()
                : event instanceof J.Identifier name ? name.getSimpleName() : "";
    }

    private static boolean isNewOrNull(Expression area) {
        return J.Literal.isLiteralValue(area, null)
                || area instanceof J.MethodInvocation call
                        && call.getSimpleName().equals("withProtection");
    }

    private J.MethodInvocation replace(J.MethodInvocation call, int at, String event) {
        List<Expression> arguments = new ArrayList<>(call.getArguments());
        Expression old = arguments.get(at);
        var type = TypeUtils.asFullyQualified(
                call.getMethodType().getParameterTypes().get(at));
        arguments.set(
                at,
                old instanceof J.FieldAccess access
                        ? access.withName(constant(event, type))
                        : event(event, type, old.getPrefix()));
        return call.withArguments(arguments);
    }

    // ---- the window

    /** The one event that the operations in the window of a call say, if they agree and it is not UNMAP. */
    private @Nullable String eventSaid(J.MethodInvocation init) {
        Set<String> said = operations(init).stream()
                .filter(operation -> isOnSpace(operation, init))
                .map(operation -> EVENT_OF.get(operation.getSimpleName()))
                .collect(toSet());
        return said.size() == 1 && !said.contains(EventMapping.DEFAULT_EVENT)
                ? said.iterator().next()
                : null;
    }

    private boolean isOnSpace(J.MethodInvocation operation, J.MethodInvocation init) {
        List<Expression> arguments = init.getArguments();
        Expression space = arguments.get(arguments.size() - 3).unwrap();
        boolean same = operation.getSelect() == null
                ? space instanceof J.Identifier self && self.getSimpleName().equals("this")
                : SemanticallyEqual.areEqual(operation.getSelect().unwrap(), space);
        return same
                && EVENT_OF.containsKey(operation.getSimpleName())
                && operation.getMethodType() != null
                && TypeUtils.isAssignableTo(spaceType, operation.getMethodType().getDeclaringType());
    }

    /** The calls between the start and the end of the range that is initialised, in the order of evaluation. */
    private List<J.MethodInvocation> operations(J.MethodInvocation init) {
        Cursor around = getCursor()
                .dropParentUntil(code -> code instanceof J.Lambda
                        || code instanceof J.MethodDeclaration
                        || code instanceof J.ClassDeclaration);
        if (around.getValue() instanceof J.ClassDeclaration) {
            return List.of(); // a field has no window
        }
        List<J.MethodInvocation> calls = new ArrayList<>();
        new JavaIsoVisitor<List<J.MethodInvocation>>() {
            @Override
            public J.MethodInvocation visitMethodInvocation(J.MethodInvocation call, List<J.MethodInvocation> found) {
                super.visitMethodInvocation(call, found);
                found.add(call);
                return call;
            }
        }.visit((J) around.getValue(), calls);

        Expression range = range(init);
        List<J.MethodInvocation> operations = new ArrayList<>();
        boolean open = false;
        boolean behindInit = false;
        for (J.MethodInvocation call : calls) {
            boolean start = call.getSimpleName().startsWith("invalidateRangeStart") && takes(call, range, init);
            boolean end = call.getSimpleName().equals("invalidateRangeEnd") && takes(call, range, init);
            boolean again = method.matches(call) && isSame(call.getSelect(), range);
            if (call.isScope(init)) {
                behindInit = true;
            } else if (behindInit && (end || again || start && open)) {
                break;
            } else if (behindInit && start) {
                open = true;
            } else if (open) {
                operations.add(call);
            }
        }
        return operations;
    }

    /** The variable that holds the range: what the method is called on, or what its result is assigned to. */
    private @Nullable Expression range(J.MethodInvocation init) {
        Object parent = getCursor().getParentTreeCursor().getValue();
        if (parent instanceof J.VariableDeclarations.NamedVariable variable) {
            return variable.getName();
        } else if (parent instanceof J.Assignment assignment) {
            return assignment.getVariable();
        }
        return init.getSelect();
    }

    private static boolean takes(J.MethodInvocation call, @Nullable Expression range, J.MethodInvocation init) {
        return call.getArguments().stream()
                .anyMatch(argument -> argument.unwrap().isScope(init) || isSame(argument, range));
    }

    private static boolean isSame(@Nullable Expression one, @Nullable Expression range) {
        boolean isVariable = range instanceof J.Identifier || range instanceof J.FieldAccess;
        return one != null && isVariable && SemanticallyEqual.areEqual(one.unwrap(), range);
    }
}
