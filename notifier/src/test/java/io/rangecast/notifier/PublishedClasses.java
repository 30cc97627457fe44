package io.rangecast.notifier;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;

/** The classes of both published modules, read once for all tests that look at them. */
final class PublishedClasses {
    static final String RANGES = "io.rangecast.ranges";
    static final String RECORDS = "io.rangecast.records";
    static final String NOTIFIER = "io.rangecast.notifier";

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(RANGES, RECORDS, NOTIFIER);

    private PublishedClasses() {}

    static Stream<Class<?>> reflected() {
        return ALL.stream().map(JavaClass::reflect);
    }
}
