package io.rangecast.rewrite;

import static org.openrewrite.java.Assertions.java;

import java.util.stream.Stream;
import org.openrewrite.Recipe;
import org.openrewrite.test.RecipeSpec;
import org.openrewrite.test.RewriteTest;
import org.openrewrite.test.SourceSpecs;

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

    /** That a file becomes another one; it uses others, on which the recipe does not run. */
    default void convertsFile(Recipe recipe, String before, String after, String... others) {
        Javac.assertCompiles(and(others, before));
        Javac.assertCompiles(and(others, after));
        run(recipe, before.equals(after) ? java(before) : java(before, after), others);
        run(recipe, java(after), others);
    }

    private void run(Recipe recipe, SourceSpecs file, String... others) {
        rewriteRun(spec -> spec.recipe(recipe).parser(Javac.parser().dependsOn(others)), file);
    }

    private static String[] and(String[] others, String one) {
        return Stream.concat(Stream.of(others), Stream.of(one)).toArray(String[]::new);
    }
}
