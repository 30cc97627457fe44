package io.rangecast.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

/**
 * The two forms of an invalidation: the one without context, which ends in space, start and end, and the one that has
 * event, flags and area before these.
 *
 * @param contextFree matches calls without context
 * @param newName of the method with context
 * @param eventType the type of its event, fully qualified
 */
record CallForm(MethodMatcher contextFree, String newName, String eventType) {
    /** Where event, flags and area go: before the last so many arguments. */
    static final int BEHIND_CONTEXT = 3;

    /** The method with context, as the class or a superclass declares it; null if neither does, yet. */
    JavaType.@Nullable Method declaredContextual(JavaType.Method old) {
        int position = old.getParameterTypes().size() - BEHIND_CONTEXT;
        return methods(old.getDeclaringType())
                .filter(method -> method.getName().equals(newName)
                        && method.getParameterTypes().size()
                                == old.getParameterTypes().size() + 3
                        && TypeUtils.isOfClassType(method.getParameterTypes().get(position), eventType))
                .findFirst()
                .orElse(null);
    }

    /** The type that a converted call has. */
    JavaType.Method contextual(JavaType.Method old, String areaType) {
        JavaType.Method declared = declaredContextual(old);
        if (declared != null) {
            return declared;
        }
        int position = old.getParameterTypes().size() - BEHIND_CONTEXT;
        List<JavaType> types = new ArrayList<>(old.getParameterTypes());
        types.addAll(
                position,
                List.of(
                        JavaType.ShallowClass.build(eventType),
                        JavaType.Primitive.Int,
                        JavaType.ShallowClass.build(areaType)));
        List<String> names = new ArrayList<>(old.getParameterNames());
        names.addAll(Math.min(position, names.size()), List.of("event", "flags", "area"));
        return old.withName(newName).withParameterTypes(types).withParameterNames(names);
    }

    /** Why a call must not be converted, or null. */
    @Nullable
    String obstacle(Cursor cursor) {
        J.MethodInvocation call = cursor.getValue();
        JavaType.Method old = call.getMethodType();
        JavaType.FullyQualified declaring = old.getDeclaringType();

        J.MethodDeclaration around = cursor.firstEnclosing(J.MethodDeclaration.class);
        if (around != null && isEitherForm(around, old)) {
            return "here " + old.getName() + " and " + newName + " with context call each other; see that they stop";
        }
        JavaType.Method contextual = declaredContextual(old);
        if (contextual != null && !TypeUtils.isOfType(contextual.getDeclaringType(), declaring)) {
            return declaring.getClassName() + " overrides " + old.getName() + ", but not " + newName
                    + " with context, which would be called instead";
        }
        if (call.getSelect() == null && !old.getName().equals(newName) && isHidden(cursor, declaring)) {
            return "here " + newName + " means another method; say whose is meant";
        }
        return null;
    }

    /** Whether a method is one of the two forms, or overrides it. */
    private boolean isEitherForm(J.MethodDeclaration method, JavaType.Method old) {
        int parameters = old.getParameterTypes().size();
        int given = method.getParameters().size();
        return (method.getSimpleName().equals(newName) && given == parameters + 3
                        || method.getSimpleName().equals(old.getName()) && given == parameters)
                && method.getMethodType() != null
                && TypeUtils.isAssignableTo(
                        old.getDeclaringType().getFullyQualifiedName(),
                        method.getMethodType().getDeclaringType());
    }

    /** Whether a call goes through a static import that has to change its name too. */
    boolean isImportedAndRenamed(J.MethodInvocation call) {
        JavaType.Method old = call.getMethodType();
        return call.getSelect() == null
                && old.hasFlags(Flag.Static)
                && !old.getName().equals(newName);
    }

    /** Whether a class around a call has methods of the new name, and is not one that has the method with context. */
    private boolean isHidden(Cursor cursor, JavaType.FullyQualified declaring) {
        return cursor.getPathAsStream()
                .map(around -> around instanceof J.ClassDeclaration declaration
                        ? declaration.getType()
                        : around instanceof J.NewClass creation && creation.getBody() != null
                                ? TypeUtils.asFullyQualified(creation.getType())
                                : null)
                .filter(type ->
                        methods(type).anyMatch(method -> method.getName().equals(newName)))
                .findFirst()
                .filter(type -> !TypeUtils.isAssignableTo(declaring.getFullyQualifiedName(), type))
                .isPresent();
    }

    private static Stream<JavaType.Method> methods(JavaType.@Nullable FullyQualified type) {
        return Stream.iterate(type, each -> each != null, each -> each.getSupertype())
                .flatMap(each -> each.getMethods().stream());
    }
}
