package io.rangecast.rewrite;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.Result;
import org.openrewrite.SourceFile;
import org.openrewrite.internal.InMemoryLargeSourceSet;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;

/**
 * The call sites that the kernel's semantic patch converted in {@code mm/}, {@code kernel/events/} and {@code fs/proc/},
 * restated as methods of the same shape: who has the area. The rules must split them as the patch did, and events be
 * those that its authors then assigned by hand.
 */
class KernelCallSitesTest {
    /** The kernel's second patch: which event each caller really means. What is not named stays UNMAP. */
    private static final List<String> BY_HAND = List.of(
            "mm.HugeMemory=CLEAR",
            "mm.Hugetlb=CLEAR",
            "mm.Hugetlb#unmapRange=UNMAP",
            "mm.Hugetlb#changeProtection=PROTECTION_VMA",
            "mm.Khugepaged=CLEAR",
            "mm.Ksm=CLEAR",
            "mm.Madvise=CLEAR",
            "mm.Memory=CLEAR",
            "mm.Memory#copyRange=PROTECTION_PAGE",
            "mm.Memory#unmapAreas=UNMAP",
            "mm.Migrate=CLEAR",
            "mm.Mprotect=PROTECTION_VMA",
            "mm.Rmap=CLEAR",
            "mm.Rmap#cleanOne=PROTECTION_PAGE",
            "kernel.events.Uprobes=CLEAR",
            "fs.proc.TaskMmu=SOFT_DIRTY");

    private static final MethodMatcher CONTEXTUAL = new MethodMatcher("*..InvalidationRange init(*, *, *, *, *, *)");
    private static final MethodMatcher CONTEXT_FREE = new MethodMatcher("*..InvalidationRange init(*, *, *)");

    @Test
    void theRulesSplitTheCallSitesAsTheKernelsPatchDid() {
        List<SourceFile> before = callSites();
        List<SourceFile> after = run(new ContextualInvalidation(), before);

        assertThat(calls(CONTEXT_FREE, before)).hasSize(28);
        assertThat(calls(CONTEXT_FREE, after)).isEmpty();
        assertThat(count(after, 2)).isEqualTo(Map.of("owner", 11L, "parameter", 9L, "local", 2L, "none", 6L));
        assertThat(count(after, 0)).isEqualTo(Map.of("UNMAP", 28L));
        Javac.assertCompiles(texts(after));
    }

    @Test
    void eventsAssignedByHandAreThoseOfTheKernel() {
        List<SourceFile> after =
                run(new ContextualInvalidation(null, null, null, null, null, null, BY_HAND), callSites());

        assertThat(count(after, 0))
                .isEqualTo(Map.of(
                        "UNMAP", 4L, "CLEAR", 19L, "PROTECTION_VMA", 2L, "PROTECTION_PAGE", 2L, "SOFT_DIRTY", 1L));
        Javac.assertCompiles(texts(after));
    }

    @Test
    void theNearestLocalGivesTwoMoreCallsTheirArea() {
        List<SourceFile> after = run(new ContextualInvalidation(null, null, null, null, null, true, null), callSites());

        assertThat(count(after, 2)).isEqualTo(Map.of("owner", 11L, "parameter", 9L, "local", 4L, "none", 4L));
        Javac.assertCompiles(texts(after));
    }

    @Test
    void theTableSaysByWhichRule() {
        ContextualInvalidation recipe = new ContextualInvalidation();
        List<ConvertedCalls.Row> rows = recipe.run(
                        new InMemoryLargeSourceSet(callSites()), new InMemoryExecutionContext())
                .getDataTableRows(ConvertedCalls.class);

        assertThat(rows.stream().collect(groupingBy(ConvertedCalls.Row::rule, counting())))
                .isEqualTo(Map.of("owner", 11L, "parameter", 9L, "local", 2L, "none", 6L));
        assertThat(rows)
                .contains(new ConvertedCalls.Row("mm/Memory.java", "mm.Memory#copyOnWrite", "local", "vma", "UNMAP"));
    }

    private static List<SourceFile> callSites() {
        Path folder = Path.of("src/test/resources/callsites");
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            return Javac.parser().build().parse(sources, folder, failing()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InMemoryExecutionContext failing() {
        return new InMemoryExecutionContext(error -> {
            throw new AssertionError(error);
        });
    }

    private static List<SourceFile> run(ContextualInvalidation recipe, List<SourceFile> before) {
        List<Result> changed = recipe.run(new InMemoryLargeSourceSet(before), failing())
                .getChangeset()
                .getAllResults();
        List<SourceFile> after = new ArrayList<>(before);
        changed.forEach(result ->
                after.replaceAll(file -> file.getId().equals(result.getBefore().getId()) ? result.getAfter() : file));
        return after;
    }

    private static String[] texts(List<SourceFile> files) {
        return files.stream().map(SourceFile::printAll).toArray(String[]::new);
    }

    /** What the calls that came out say: of argument 0 the event, of argument 2 where the area is from. */
    private static Map<String, Long> count(List<SourceFile> files, int argument) {
        return calls(CONTEXTUAL, files).stream()
                .map(call ->
                        argument == 0 ? ((J.FieldAccess) call.arguments().get(0)).getSimpleName() : call.areaIsFrom())
                .collect(groupingBy(what -> what, counting()));
    }

    private static List<Call> calls(MethodMatcher matcher, List<SourceFile> files) {
        List<Call> calls = new ArrayList<>();
        JavaIsoVisitor<List<Call>> visitor = new JavaIsoVisitor<>() {
            @Override
            public J.MethodInvocation visitMethodInvocation(J.MethodInvocation method, List<Call> found) {
                if (matcher.matches(method)) {
                    found.add(new Call(method.getArguments(), getCursor().firstEnclosing(J.MethodDeclaration.class)));
                }
                return super.visitMethodInvocation(method, found);
            }
        };
        files.forEach(file -> visitor.visit(file, calls));
        return calls;
    }

    private record Call(List<Expression> arguments, J.MethodDeclaration method) {
        String areaIsFrom() {
            String area = arguments.get(2).toString();
            if (arguments.get(3).toString().equals(area + ".space()")) {
                return "owner";
            } else if (method.getParameters().stream()
                    .anyMatch(one -> one.toString().equals("Vma " + area))) {
                return "parameter";
            }
            return area.equals("null") ? "none" : "local";
        }
    }
}
