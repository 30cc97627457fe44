package io.rangecast.jmh.replay;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a trace and the kernel's lists for it come from: bundled resources, or files. The lists of a trace
 * {@code NAME.csv.gz} or {@code NAME.csv} are called {@code NAME.maps-SECONDSs.txt} and lie beside it.
 */
final class TraceSource {
    static final String DEFAULT = "lucene";

    private static final Map<String, int[]> BUNDLED =
            Map.of(DEFAULT, new int[] {5, 60, 150}, "gpp", new int[0], "zgc17", new int[0], "lmdb", new int[0]);

    private static final Pattern LIST = Pattern.compile("(.+)\\.maps-(\\d{1,9})s\\.txt");

    private TraceSource() {}

    /** A bundled trace by its name, or any by its file. */
    static Trace trace(String nameOrFile) throws IOException, TraceFormatException {
        InputStream in = BUNDLED.containsKey(nameOrFile)
                ? resource(nameOrFile + ".csv.gz")
                : Files.newInputStream(Path.of(nameOrFile));
        return Trace.read(nameOrFile, in);
    }

    static KernelSnapshots kernelSnapshots(String nameOrFile) throws IOException {
        KernelSnapshots snapshots = new KernelSnapshots();
        if (BUNDLED.containsKey(nameOrFile)) {
            for (int seconds : BUNDLED.get(nameOrFile)) {
                try (InputStream in = resource(nameOrFile + ".maps-" + seconds + "s.txt")) {
                    snapshots.add(
                            seconds,
                            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                                    .lines()
                                    .toList());
                }
            }
        } else {
            addListsBeside(Path.of(nameOrFile).toAbsolutePath(), snapshots);
        }
        return snapshots;
    }

    private static void addListsBeside(Path trace, KernelSnapshots snapshots) throws IOException {
        String name = trace.getFileName().toString().replaceFirst("\\.csv(\\.gz)?$", "");
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(trace.getParent())) {
            for (Path list : beside) {
                Matcher matcher = LIST.matcher(list.getFileName().toString());
                if (matcher.matches() && matcher.group(1).equals(name)) {
                    snapshots.add(
                            Long.parseLong(matcher.group(2)), Files.readAllLines(list, StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = TraceSource.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("resource " + name);
        }
        return in;
    }
}
