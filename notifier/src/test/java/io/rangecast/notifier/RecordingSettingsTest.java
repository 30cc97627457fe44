package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rangecast.notifier.fixture.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings for flight recordings that the jar brings along. */
@Watchdog
class RecordingSettingsTest {
    private static final String SETTINGS = "rangecast.jfc";

    /** Of `rangecast-aeron`, whose tests look after them. */
    private static final String PEERS = "io.rangecast.Peer";

    private static InputStream settings() {
        return AddressSpace.class.getResourceAsStream("/" + SETTINGS);
    }

    private static Map<String, String> parsed() throws IOException, ParseException {
        try (Reader reader = new InputStreamReader(settings(), StandardCharsets.UTF_8)) {
            return Configuration.create(reader).getSettings();
        }
    }

    @Test
    @DisplayName("the settings in the jar name each event that there is, and no other")
    void x3TheSettingsNameEachEventThatThereIs() throws IOException, ParseException {
        TreeSet<String> named = new TreeSet<>();
        parsed().forEach((key, value) -> {
            if (key.endsWith("#enabled")) {
                assertThat(value).as(key).isEqualTo("true");
                named.add(key.substring(0, key.indexOf('#')));
            }
        });
        List<String> events = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.rangecast.notifier").stream()
                        .filter(type -> type.isAssignableTo(Event.class))
                        .map(JavaClass::reflect)
                        .map(type -> type.getAnnotation(Name.class).value())
                        .filter(name -> !name.startsWith(PEERS))
                        .toList();
        assertThat(events).hasSizeGreaterThan(6);
        named.removeIf(name -> name.startsWith(PEERS));
        assertThat(named).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    @DisplayName("the option that starts a recording with the JVM, which is the command of a running one, takes them")
    void x3TheOptionOfTheJvmTakesThem(@TempDir Path folder) throws IOException, ParseException, JMException {
        Path file = folder.resolve(SETTINGS);
        try (InputStream in = settings()) {
            Files.copy(in, file);
        }
        Object answer = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "jfrStart",
                        new Object[] {new String[] {"name=rangecast", "settings=" + file}},
                        new String[] {String[].class.getName()});
        try (Recording recording = FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(each -> each.getName().equals("rangecast"))
                .findAny()
                .orElseThrow(() -> new AssertionError(answer))) {
            Map<String, String> ours = recording.getSettings().entrySet().stream()
                    .filter(each -> each.getKey().startsWith("io.rangecast."))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(ours).containsExactlyInAnyOrderEntriesOf(parsed());
        }
    }
}
