package io.rangecast.jmh.replay;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a trace and the kernel's lists for it come from: the bundled resources, or a file and its neighbours. */
final class TraceSource {
    private static final String BUNDLED = "lucene";
    private static final int[] BUNDLED_SECONDS = {5, 60, 150};
    private static final Pattern LIST = Pattern.compile("(.+)\\.maps-(\\d{1,9})s\\.txt");

    private TraceSource() {}

    static Trace trace(Path file) throws IOException, TraceFormatException {
        if (file == null) {
            return Trace.read(BUNDLED, resource(BUNDLED + ".csv.gz"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Trace.read(file.toString(), in);
        }
    }

    /** For a trace {@code NAME.csv} or {@code NAME.csv.gz}, the files {@code NAME.maps-SECONDSs.txt} beside it. */
    static KernelSnapshots kernelSnapshots(Path file) throws IOException {
        KernelSnapshots snapshots = new KernelSnapshots();
        if (file == null) {
            for (int seconds : BUNDLED_SECONDS) {
                try (InputStream in = resource(BUNDLED + ".maps-" + seconds + "s.txt")) {
                    snapshots.add(
                            seconds,
                            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                                    .lines()
                                    .toList());
                }
            }
            return snapshots;
        }
        String name = file.getFileName().toString().replaceFirst("\\.csv(\\.gz)?$", "");
        try (DirectoryStream<Path> beside =
                Files.newDirectoryStream(file.toAbsolutePath().getParent())) {
            for (Path list : beside) {
                Matcher matcher = LIST.matcher(list.getFileName().toString());
                if (matcher.matches() && matcher.group(1).equals(name)) {
                    List<String> lines = Files.readAllLines(list, StandardCharsets.US_ASCII);
                    snapshots.add(Long.parseLong(matcher.group(2)), lines);
                }
            }
        }
        return snapshots;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = TraceSource.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("resource " + name);
        }
        return in;
    }
}
