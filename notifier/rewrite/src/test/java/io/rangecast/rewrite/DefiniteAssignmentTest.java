package io.rangecast.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.internal.InMemoryLargeSourceSet;

/** Compares the recipe with the compiler: a call passes the local area just where the compiler lets it be read. */
class DefiniteAssignmentTest {
    private static final List<String> HEAD = List.of(
            "import io.rangecast.notifier.*;",
            "import io.rangecast.notifier.InvalidationEvent;",
            "import java.util.*;",
            "abstract class Caller {",
            "InvalidationRange range; AddressSpace space; long start; long end; boolean a; boolean b; int k;",
            "abstract Vma find();",
            "abstract void read(Vma vma);",
            "abstract void use(Vma vma, int i);",
            "abstract AutoCloseable set(Vma vma);");

    private static final String CALL = "range.init(space, start, end);";
    private static final String READ = "read(vma);";

    /** Statements around a call, written {@code CALL}, and around assignments, {@code SET}. */
    private static final List<String> KNOWN = List.of(
            "CALL SET CALL",
            "if (a) { SET } CALL",
            "if (a) { SET } else { SET } CALL",
            "if (a) { SET } else { return; } CALL",
            "if (a) { throw null; } else { SET } CALL",
            "if (a && (vma = find()) != null) { CALL } else { CALL }",
            "if (a || (vma = find()) == null) { CALL } else { CALL }",
            "if (!(a && (vma = find()) != null)) { CALL } else { CALL } CALL",
            "if (!((vma = find()) == null || a)) { CALL } CALL",
            "boolean both = a && (vma = find()) != null; CALL",
            "boolean one = a ? (vma = find()) == null : (vma = find()) != null; CALL",
            "if (a ? (vma = find()) == null : b) { CALL } CALL",
            "while ((vma = find()) != null) { CALL } CALL",
            "while (a) { SET } CALL",
            "while (true) { if (a) { SET break; } } CALL",
            "while (true) { if (a) { break; } SET } CALL",
            "while (true) { SET if (a) { break; } } CALL",
            "do { SET } while (a); CALL",
            "do { if (a) { continue; } SET } while (b); CALL",
            "do { if (a) { break; } SET } while (b); CALL",
            "do { CALL } while ((vma = find()) != null); CALL",
            "for (vma = find(); a; ) { CALL } CALL",
            "for (int i = 0; i < 3; i++) { SET CALL } CALL",
            "for (; ; ) { SET if (a) break; } CALL",
            "for (int i = 0; a; vma = find()) { CALL } CALL",
            "for (int i : new int[3]) { SET CALL } CALL",
            "for (int i : new int[(vma = find()) == null ? 1 : 2]) { CALL } CALL",
            "out: while (true) { while (true) { if (a) { break out; } SET break; } CALL if (b) { break; } } CALL",
            "out: if (a) { if (b) { break out; } SET } else { SET } CALL",
            "out: if (a) { while (b) { k++; } if (b) { SET break out; } SET } else { SET } CALL",
            "out: try { if (a) { break out; } SET } finally { } CALL",
            "out: switch (k) { case 1: if (a) { break out; } SET break; default: SET } CALL",
            "out: { if (a) { SET break out; } SET } CALL",
            "out: { if (a) { break out; } SET } CALL",
            "out: for (int i = 0; a; i++) { for (int j = 0; b; j++) { SET continue out; } } CALL",
            "out: do { while (b) { if (a) { continue out; } } SET } while ((vma = find()) != null); CALL",
            "try { SET } finally { } CALL",
            "try { SET } catch (RuntimeException e) { } CALL",
            "try { SET } catch (RuntimeException e) { SET } CALL",
            "try { SET } catch (RuntimeException e) { return; } CALL",
            "try { find(); } finally { SET } CALL",
            "try { SET CALL } catch (RuntimeException e) { CALL } finally { CALL }",
            "try (AutoCloseable c = set(vma = find())) { CALL } catch (Exception e) { CALL return; } CALL",
            "synchronized (this) { SET } CALL",
            "synchronized (vma = find()) { CALL } CALL",
            "switch (k) { case 1: SET break; default: SET } CALL",
            "switch (k) { case 1: SET break; case 2: SET } CALL",
            "switch (k) { case 1: SET default: CALL } CALL",
            "switch (k) { case 1: return; default: SET } CALL",
            "switch (k) { case 1 -> { SET } default -> { SET } } CALL",
            "switch (k) { case 1 -> { SET } default -> { } } CALL",
            "switch (k) { case 1 -> { SET CALL } default -> throw null; } CALL",
            "switch ((vma = find()) == null ? 1 : 2) { case 1: CALL } CALL",
            "int v = switch (k) { case 1 -> { SET yield 1; } default -> { SET yield 2; } }; CALL",
            "int v = switch (k) { case 1 -> { SET yield 1; } default -> 2; }; CALL",
            "int v = switch (k) { case 1: SET yield 1; default: SET yield 2; }; CALL",
            "int v = switch (k) { case 1 -> throw null; default -> { SET yield 2; } }; CALL",
            "int v = switch (k) { case 1 -> { while (a) { SET break; } yield 1; } default -> { SET yield 2; } }; CALL",
            "while (a) { switch (k) { case 1: SET break; default: continue; } CALL }",
            "use(vma = find(), 1); CALL",
            "int[] array = {(vma = find()) == null ? 1 : 2}; CALL",
            "(vma) = find(); CALL",
            "Object o = new Object[] {vma = find()}; CALL",
            "Object o = new ArrayList<>(List.of(vma = find())); CALL",
            "Object o = new Object() { Vma vma; void set() { vma = find(); } }; CALL",
            "class Local { Vma vma = find(); } CALL",
            "assert (vma = find()) != null; CALL",
            "assert a : vma = find(); CALL",
            "if (true) { SET } CALL",
            "if (false) { CALL } CALL",
            "while (false || a) { SET } CALL",
            "{ { SET } CALL } CALL",
            "if (a) { if (b) { SET } else { SET } CALL } else { SET } CALL");

    @Test
    void theLocalIsPassedWhereTheCompilerReadsIt() {
        List<String> bodies =
                KNOWN.stream().flatMap(DefiniteAssignmentTest::oneCallEach).toList();

        assertThat(passing(bodies)).isEqualTo(reading(bodies));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theLocalIsPassedWhereTheCompilerReadsItInRandomCode(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> bodies = IntStream.range(0, 150)
                .mapToObj(i -> statements(random, 2, false) + " CALL")
                .flatMap(DefiniteAssignmentTest::oneCallEach)
                .toList();
        List<String> reachable = except(bodies, wrong(bodies, READ, "unreachable"));

        List<String> passing = passing(reachable);
        assertThat(passing).containsExactlyElementsOf(reading(reachable));
        assertThat(passing).hasSizeBetween(50, reachable.size() - 50);
    }

    /** A body for each of its calls: a compiler that has missed a variable once takes it for assigned from there on. */
    private static Stream<String> oneCallEach(String body) {
        String[] parts = body.split("CALL", -1);
        return IntStream.range(1, parts.length)
                .mapToObj(i -> String.join("", Arrays.copyOf(parts, i))
                        + "CALL"
                        + String.join("", Arrays.copyOfRange(parts, i, parts.length)));
    }

    private static String statements(SplittableRandom random, int depth, boolean inLoop) {
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> statement(random, depth, inLoop))
                .collect(Collectors.joining(" "));
    }

    private static String statement(SplittableRandom random, int depth, boolean inLoop) {
        if (depth == 0) {
            return List.of("SET", "CALL", inLoop ? "if (a) break;" : "SET", inLoop ? "if (b) continue;" : "k++;")
                    .get(random.nextInt(4));
        }
        String inner = statements(random, depth - 1, inLoop);
        String other = statements(random, depth - 1, inLoop);
        String body = statements(random, depth - 1, true);
        String condition = condition(random, 2);
        return switch (random.nextInt(9)) {
            case 0 -> "if (" + condition + ") { " + inner + " } else { " + other + " }";
            case 1 -> "if (" + condition + ") { " + inner + " }";
            case 2 -> "while (" + condition + ") { " + body + " }";
            case 3 -> "do { " + body + " } while (" + condition + ");";
            case 4 -> "for (int i" + depth + " = 0; " + condition + "; k++) { " + body + " }";
            case 5 -> "try { " + inner + " } catch (RuntimeException e" + depth + ") { " + other + " }";
            case 6 -> "switch (k) { case 1 -> { " + inner + " } default -> { " + other + " } }";
            case 7 -> "boolean v" + depth + random.nextInt(1 << 20) + " = " + condition + ";";
            default -> "CALL";
        };
    }

    private static String condition(SplittableRandom random, int depth) {
        if (depth == 0) {
            return List.of("a", "b", "(vma = find()) == null").get(random.nextInt(3));
        }
        String left = condition(random, depth - 1);
        String right = condition(random, depth - 1);
        return switch (random.nextInt(5)) {
            case 0 -> "(" + left + " && " + right + ")";
            case 1 -> "(" + left + " || " + right + ")";
            case 2 -> "!(" + left + ")";
            case 3 -> "(a ? " + left + " : " + right + ")";
            default -> left;
        };
    }

    /** The bodies in which the compiler finds nothing wrong if the local is read where the call is. */
    private static List<String> reading(List<String> bodies) {
        return except(bodies, wrong(bodies, READ, "initialized"));
    }

    /** The bodies in which the call passes the local. */
    private static List<String> passing(List<String> bodies) {
        List<String> methods =
                convert(file(bodies, CALL)).lines().skip(HEAD.size()).toList();
        return IntStream.range(0, bodies.size())
                .filter(i -> methods.get(i).contains("0, vma, space"))
                .mapToObj(bodies::get)
                .toList();
    }

    private static Set<String> wrong(List<String> bodies, String call, String error) {
        return Javac.errors(file(bodies, call)).stream()
                .filter(one -> one.getMessage(null).contains(error))
                .map(one -> bodies.get((int) one.getLineNumber() - 1 - HEAD.size()))
                .collect(Collectors.toSet());
    }

    private static List<String> except(List<String> bodies, Set<String> excepted) {
        return bodies.stream().filter(body -> !excepted.contains(body)).toList();
    }

    /** A method for each body, on a line of its own. */
    private static String file(List<String> bodies, String call) {
        return Stream.of(
                        HEAD.stream(),
                        IntStream.range(0, bodies.size())
                                .mapToObj(i -> "void body" + i + "() { Vma vma; "
                                        + bodies.get(i)
                                                .replace("SET", "vma = find();")
                                                .replace("CALL", call) + " }"),
                        Stream.of("}", ""))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static String convert(String source) {
        InMemoryExecutionContext context = new InMemoryExecutionContext(error -> {
            throw new AssertionError(error);
        });
        List<SourceFile> parsed = Javac.parser().build().parse(context, source).toList();
        return new ContextualInvalidation()
                .run(new InMemoryLargeSourceSet(parsed), context)
                .getChangeset()
                .getAllResults()
                .get(0)
                .getAfter()
                .printAll();
    }
}
