package io.rangecast.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openrewrite.Tree;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JLeftPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/**
 * Adds one import to a source file and touches no other. OpenRewrite's own way would order the imports of a package anew
 * and may replace them by a star, which can bring in a second type of a name that is used.
 */
final class Imports {
    private Imports() {}

    /** The last part of a fully qualified name. */
    static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    /** Whether the simple name of a type means something else in a file, so that it must be written in full. */
    static boolean isTaken(J.CompilationUnit unit, String type) {
        String simpleName = simpleName(type);
        for (J.Import one : unit.getImports()) {
            if (!one.isStatic() && one.getQualid().getSimpleName().equals(simpleName) && !isOf(one, type)) {
                return true;
            }
        }
        AtomicBoolean taken = new AtomicBoolean();
        new JavaIsoVisitor<AtomicBoolean>() {
            @Override
            public J.Import visitImport(J.Import one, AtomicBoolean found) {
                return one;
            }

            @Override
            public J.Identifier visitIdentifier(J.Identifier name, AtomicBoolean found) {
                if (name.getSimpleName().equals(simpleName) && !TypeUtils.isOfClassType(name.getType(), type)) {
                    found.set(true);
                }
                return name;
            }
        }.visit(unit, taken);
        return taken.get();
    }

    /** Imports a type, unless it is imported by name or of the same package. */
    static J.CompilationUnit add(J.CompilationUnit unit, String type) {
        String packageName = unit.getPackageDeclaration() == null
                ? ""
                : unit.getPackageDeclaration().getPackageName();
        String name = type.replace('$', '.');
        boolean samePackage = name.equals(packageName + "." + simpleName(type));
        if (samePackage || unit.getImports().stream().anyMatch(one -> !one.isStatic() && isOf(one, type))) {
            return unit;
        }
        return insert(unit, importOf(name, false));
    }

    /** Imports a static method beside another of the same type, if that is imported by name. */
    static J.CompilationUnit addBeside(J.CompilationUnit unit, String type, String method, String newMethod) {
        boolean besideIt = unit.getImports().stream().anyMatch(one -> isMethod(one, type, method));
        boolean thereAlready = unit.getImports().stream().anyMatch(one -> isMethod(one, type, newMethod));
        return besideIt && !thereAlready
                ? insert(unit, importOf(type.replace('$', '.') + "." + newMethod, true))
                : unit;
    }

    private static boolean isOf(J.Import one, String type) {
        return one.getTypeName().replace('$', '.').equals(type.replace('$', '.'));
    }

    private static boolean isMethod(J.Import one, String type, String method) {
        return one.isStatic()
                && isOf(one, type)
                && one.getQualid().getSimpleName().equals(method);
    }

    private static J.Import importOf(String name, boolean isStatic) {
        return new J.Import(
                Tree.randomId(),
                Space.EMPTY,
                Markers.EMPTY,
                new JLeftPadded<>(isStatic ? Space.SINGLE_SPACE : Space.EMPTY, isStatic, Markers.EMPTY),
                TypeTree.<J.FieldAccess>build(name).withPrefix(Space.SINGLE_SPACE),
                null);
    }

    /** Among its like in alphabetical order: imports of the same package, else all of the same kind. */
    private static J.CompilationUnit insert(J.CompilationUnit unit, J.Import added) {
        List<J.Import> imports = new ArrayList<>(unit.getImports());
        List<J.Import> alike = imports.stream()
                .filter(one -> one.isStatic() == added.isStatic())
                .toList();
        List<J.Import> near = alike.stream()
                .filter(one -> one.getPackageName().equals(added.getPackageName()))
                .toList();
        near = near.isEmpty() ? alike : near;

        String name = added.getQualid().toString();
        J.Import next = near.stream()
                .filter(one -> one.getQualid().toString().compareTo(name) > 0)
                .findFirst()
                .orElse(null);
        if (next != null) { // takes its place, with what stood before it
            int index = imports.indexOf(next);
            imports.set(index, next.withPrefix(Space.format(newline(unit))));
            imports.add(index, added.withPrefix(next.getPrefix()));
        } else if (!near.isEmpty()) {
            int index = imports.indexOf(near.get(near.size() - 1)) + 1;
            imports.add(index, added.withPrefix(Space.format(newline(unit))));
        } else {
            boolean first = imports.isEmpty() && unit.getPackageDeclaration() == null;
            imports.add(added.withPrefix(
                    first ? Space.EMPTY : Space.format(newline(unit).repeat(2))));
            if (first) {
                unit = unit.withClasses(separated(unit));
            }
        }
        return unit.withImports(imports);
    }

    private static List<J.ClassDeclaration> separated(J.CompilationUnit unit) {
        List<J.ClassDeclaration> classes = new ArrayList<>(unit.getClasses());
        J.ClassDeclaration first = classes.get(0);
        classes.set(
                0,
                first.withPrefix(first.getPrefix().withWhitespace(newline(unit).repeat(2))));
        return classes;
    }

    private static String newline(J.CompilationUnit unit) {
        return unit.getClasses().stream()
                        .anyMatch(one -> one.getBody().getEnd().getWhitespace().contains("\r\n"))
                ? "\r\n"
                : "\n";
    }
}
