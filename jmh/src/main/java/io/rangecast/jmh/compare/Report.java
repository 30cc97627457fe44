package io.rangecast.jmh.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** skeleton */
final class Report {
    static final String PAGE = "index.html";

    private Report() {}

    static Path write(List<Run> runs, Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(PAGE), "" + runs);
    }
}
