package io.rangecast.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.ranges.Interval;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.openrewrite.java.JavaParser;

/** The compiler of the running JDK, as the judge of what a recipe makes. */
final class Javac {
    private Javac() {}

    /** Where Rangecast's own types are. */
    static List<Path> rangecast() {
        return Stream.of(InvalidationRange.class, Interval.class)
                .map(Javac::locationOf)
                .toList();
    }

    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** OpenRewrite's parser for the running JDK, which knows Rangecast's types. */
    static JavaParser.Builder<?, ?> parser() {
        return JavaParser.fromJavaVersion().classpath(rangecast());
    }

    static void assertCompiles(String... sources) {
        assertThat(errors(sources)).as(String.join("\n", sources)).isEmpty();
    }

    /** What is wrong with sources; nothing is written. */
    static List<Diagnostic<? extends JavaFileObject>> errors(String... sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        String path = rangecast().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> options = List.of("-proc:none", "-Xmaxerrs", "100000", "-d", "/nowhere", "-classpath", path);
        // Up to the flow analysis of all classes, and no further.
        List<String> checkOnly = Stream.concat(
                        options.stream(), Stream.of("-XDshould-stop.ifNoError=FLOW", "-XDshould-stop.ifError=FLOW"))
                .toList();
        compiler.getTask(
                        null,
                        null,
                        found,
                        checkOnly,
                        null,
                        Stream.of(sources).map(Source::new).toList())
                .call();
        return found.getDiagnostics().stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                .collect(Collectors.toList());
    }

    private static final class Source extends SimpleJavaFileObject {
        private static final Pattern PUBLIC_TYPE =
                Pattern.compile("\\bpublic (?:abstract )?(?:class|record|enum|interface) (\\w+)");

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + nameIn(text) + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        private static String nameIn(String text) {
            Matcher name = PUBLIC_TYPE.matcher(text);
            return name.find() ? name.group(1) : "Source" + Integer.toHexString(text.hashCode());
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
