package io.rangecast.jmh.compare.engine;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All samples of one experiment in one JVM.
 *
 * @param jdk the version that ran it
 * @param samples by contender, in the order of the rounds
 */
public record Trial(String jdk, Map<String, List<Sample>> samples) {
    public void write(Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            new Gson().toJson(this, writer);
        }
    }

    public static Trial read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Gson().fromJson(reader, Trial.class);
        }
    }
}
