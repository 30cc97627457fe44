package io.rangecast.rewrite;

import static org.openrewrite.java.Assertions.java;

import org.openrewrite.Recipe;
import org.openrewrite.test.RecipeSpec;
import org.openrewrite.test.RewriteTest;

/** Runs recipes on members of a class that has all that call sites need, and compiles what comes out. */
interface ConversionTest extends RewriteTest {
    String HEAD = """
            package com.acme;

            import io.rangecast.notifier.AddressSpace;
            import io.rangecast.notifier.InvalidationEvent;
            import io.rangecast.notifier.InvalidationRange;
            import io.rangecast.notifier.Invalidator;
            import io.rangecast.notifier.Vma;
            import java.util.*;
            import java.util.function.*;

            class Caller {
                AddressSpace space;
                Invalidator invalidator;
                InvalidationRange range = new InvalidationRange();
                long start;
                long end;
                boolean flag;

                Vma find() {
                    return space.find(start);
                }

            """;

    @Override
    default void defaults(RecipeSpec spec) {
        spec.recipe(new ContextualInvalidation()).parser(Javac.parser());
    }

    /** That members become others, both compile, and a second run, on what was written, changes nothing. */
    default void converts(Recipe recipe, String before, String after) {
        convertsFile(recipe, HEAD + before + "\n}\n", HEAD + after + "\n}\n");
    }

    /** {@link #converts(Recipe, String, String)} with the defaults. */
    default void converts(String before, String after) {
        converts(new ContextualInvalidation(), before, after);
    }

    /** That a file becomes another one, beside others that stay as they are. */
    default void convertsFile(Recipe recipe, String before, String after, String... others) {
        Javac.assertCompiles(with(before, others));
        Javac.assertCompiles(with(after, others));
        var unchanged =
                java.util.Arrays.stream(others).map(other -> java(other)).toList();
        var first = new java.util.ArrayList<>(unchanged);
        first.add(before.equals(after) ? java(before) : java(before, after));
        rewriteRun(spec -> spec.recipe(recipe), first.toArray(org.openrewrite.test.SourceSpecs[]::new));
        var second = new java.util.ArrayList<>(unchanged);
        second.add(java(after));
        rewriteRun(spec -> spec.recipe(recipe), second.toArray(org.openrewrite.test.SourceSpecs[]::new));
    }

    private static String[] with(String one, String... others) {
        String[] all = java.util.Arrays.copyOf(others, others.length + 1);
        all[others.length] = one;
        return all;
    }
}
