package io.rangecast.jmh.compare.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where and how a run took place.
 *
 * @param facts what people call it, and what it was, in the order to be shown
 */
public record Surroundings(Map<String, String> facts) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Of a run that begins now in this JVM, and measures in others with these arguments. */
    public static Surroundings here(Properties properties, List<String> jvmArgs) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Date", LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)));
        facts.put("Command", command(properties));
        facts.put(
                "JDK", properties.getProperty("java.runtime.version") + ", " + properties.getProperty("java.vm.name"));
        facts.put("Flags", String.join(" ", jvmArgs));
        facts.put("Processor", processor() + ", " + machine.getAvailableProcessors() + " cores");
        facts.put("Memory", Math.round(machine.getTotalMemorySize() / 0x1p30) + " GiB");
        facts.put("System", machine.getName() + " " + machine.getVersion());
        facts.put("Load before", String.format(Locale.ROOT, "%.1f", machine.getSystemLoadAverage()));
        return new Surroundings(facts);
    }

    /** The same, after it has run for some time. */
    public Surroundings after(Duration time) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put("Duration", Math.max(1, Math.round(time.toSeconds() / 60.0)) + " min");
        return new Surroundings(more);
    }

    /** Without where the output went: that is this machine's own. */
    private static String command(Properties properties) {
        StringBuilder command = new StringBuilder("mvn -q -Pcompare verify");
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            String value = properties.getProperty(name);
            if (name.startsWith("compare.") && !name.equals("compare.output") && !value.isEmpty()) {
                command.append(" -D").append(name).append('=').append(quoted(value));
            }
        }
        return command.toString();
    }

    private static String quoted(String value) {
        return value.matches("[\\w.,-]*") ? value : "'" + value + "'";
    }

    private static String processor() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return System.getProperty("os.arch");
    }
}
